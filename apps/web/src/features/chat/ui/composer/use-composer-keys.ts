import { type RefObject, useMemo } from "react";
import { useListedKeys } from "../../../../shared/shortcuts.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { chatStrings } from "../../strings/index.ts";
import { composerStrings } from "./strings/index.ts";
import type { Surface } from "./surface.ts";
import { useTypedElsewhere } from "./use-typed-elsewhere.ts";

/**
 * Names the field's keys in the list of shortcuts. On a phone Enter breaks the line, and the button sends. What is typed
 * where nothing answers it is the field's too.
 */
export function useComposerKeys(surface: RefObject<Surface | null>): void {
  useTypedElsewhere(surface);
  const t = useStrings(chatStrings);
  const words = useStrings(composerStrings);
  const phone = useViewport() === "phone";
  const group = useMemo(
    () => ({
      title: t("keysTitle"),
      keys: [
        ...(phone
          ? [{ keys: "Enter", label: t("keysBreak") }]
          : [
              { keys: "Enter", label: t("keysSend") },
              { keys: "shift+Enter", label: t("keysBreak") },
            ]),
        { keys: "mod+Enter", label: words("keysSendAnyway") },
        { keys: "ArrowUp", label: t("keysEditLast") },
        { keys: "Escape", label: t("keysEscape") },
        { keys: "Tab", label: t("keysComplete") },
        { keys: "@", label: words("keysPeople") },
        { keys: "#", label: words("keysRooms") },
        { keys: ":", label: words("keysEmoji") },
        { keys: "/", label: words("keysCommands") },
      ],
    }),
    [t, words, phone],
  );
  useListedKeys(group);
}
