import { useNavigation } from "../../shared/navigation.ts";
import { moveRegion } from "../../shared/regions.ts";
import { useShortcut } from "../../shared/shortcuts.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";
import { nextRoomLink } from "./room-order.ts";

/** The keys that hold everywhere in the frame. */
export function useFrameShortcuts(showShortcuts: () => void): void {
  const t = useStrings(strings);
  const navigation = useNavigation();
  useShortcut({ keys: "mod+/", label: t("showShortcuts") }, showShortcuts);
  useShortcut({ keys: "F6", label: t("nextRegion") }, () => moveRegion(document, 1));
  useShortcut({ keys: "shift+F6", label: t("previousRegion") }, () => moveRegion(document, -1));
  useShortcut({ keys: "alt+ArrowDown", label: t("nextRoom") }, () => nextRoomLink(document, 1, false)?.click());
  useShortcut({ keys: "alt+ArrowUp", label: t("previousRoom") }, () => nextRoomLink(document, -1, false)?.click());
  useShortcut({ keys: "alt+shift+ArrowDown", label: t("nextUnread") }, () => nextRoomLink(document, 1, true)?.click());
  useShortcut({ keys: "alt+shift+ArrowUp", label: t("previousUnread") }, () =>
    nextRoomLink(document, -1, true)?.click(),
  );
  useShortcut({ keys: "mod+,", label: t("openSettings") }, () => navigation.go({ at: "settings" }));
}
