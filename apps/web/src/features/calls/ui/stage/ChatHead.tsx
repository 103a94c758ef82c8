import { Pin, Users, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { type PanelKind, usePanel } from "../../../../shared/panel.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { stageStrings } from "./strings/index.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Above the room's timeline where it stands beside the call: what the room's own header leads to, too. */
export function ChatHead({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(stageStrings);
  const panel = usePanel();
  const close = useRef(panel.close);
  useEffect(() => {
    close.current = panel.close;
  });
  // What lies in place of the chat goes with it.
  useEffect(() => () => close.current(), []);
  const shows = (kind: PanelKind) => panel.open && panel.kind === kind;
  return (
    <header className="flex h-header shrink-0 items-center gap-1 border-line border-b pr-3 pl-4">
      <h2 className="mr-auto font-semibold text-15 text-ink">{t("chat")}</h2>
      <IconButton
        label={t("pins")}
        pressed={shows("pins")}
        onClick={() => panel.toggle("pins")}
        icon={<Pin {...sign} />}
      />
      <IconButton
        label={t("members")}
        pressed={shows("members")}
        onClick={() => panel.toggle("members")}
        icon={<Users {...sign} />}
      />
      <IconButton label={t("hideChat")} onClick={onClose} icon={<X {...sign} />} />
    </header>
  );
}
