import { useSession } from "../../shared/contexts.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { usePreferences } from "../../shared/preferences.ts";
import { moveRegion } from "../../shared/regions.ts";
import { useShortcut } from "../../shared/shortcuts.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useViewport } from "../../shared/viewport.ts";
import { strings } from "../strings/index.ts";
import { nextRoom } from "./room-order.ts";

/** The keys that hold everywhere in the frame. */
export function useFrameShortcuts(place: Place, showShortcuts: () => void): void {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const move = useMoveRooms(place);
  useShortcut({ keys: "mod+k", label: t("openSwitcher") }, () => navigation.openSwitcher());
  useShortcut({ keys: "mod+/", label: t("showShortcuts") }, showShortcuts);
  useShortcut({ keys: "F6", label: t("nextRegion") }, () => moveRegion(document, 1));
  useShortcut({ keys: "shift+F6", label: t("previousRegion") }, () => moveRegion(document, -1));
  useShortcut({ keys: "alt+ArrowDown", label: t("nextRoom") }, () => move(1, false));
  useShortcut({ keys: "alt+ArrowUp", label: t("previousRoom") }, () => move(-1, false));
  useShortcut({ keys: "alt+shift+ArrowDown", label: t("nextUnread") }, () => move(1, true));
  useShortcut({ keys: "alt+shift+ArrowUp", label: t("previousUnread") }, () => move(-1, true));
  useShortcut({ keys: "mod+,", label: t("openSettings") }, () => navigation.go({ at: "settings" }));
}

/** Goes to the room beside the one in view; stays where there is none. */
export function useMoveRooms(place: Place): (step: 1 | -1, unreadOnly: boolean) => void {
  const navigation = useNavigation();
  const session = useSession();
  const { folded } = usePreferences();
  const mixed = useViewport() === "phone";
  return (step, unreadOnly) => {
    const next = nextRoom(session.rooms.list.peek(), place, step, { unreadOnly, folded: new Set(folded), mixed });
    if (next !== null) navigation.go(next);
  };
}
