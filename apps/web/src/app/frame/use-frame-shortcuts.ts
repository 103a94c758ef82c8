import { useEffect } from "react";
import { placedRooms } from "../../features/notifications/index.ts";
import { useSession } from "../../shared/contexts.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { usePanel } from "../../shared/panel.ts";
import { usePreferences } from "../../shared/preferences.ts";
import { moveRegion } from "../../shared/regions.ts";
import { useShortcut } from "../../shared/shortcuts.ts";
import { useClock } from "../../shared/time.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useViewport } from "../../shared/viewport.ts";
import { strings } from "../strings/index.ts";
import { switcherOpen } from "../switcher-open.ts";
import { roomOf } from "./FrameContent.tsx";
import { holdKeys, takeHeldKeys } from "./held-keys.ts";
import { nextRoom } from "./room-order.ts";

const closeSwitcher = (): void => {
  switcherOpen.value = false;
};

/** The toasts listen for F6, too, and would take it for themselves as long as one stands: they are a region like others. */
function toRegion(event: KeyboardEvent, step: 1 | -1): void {
  event.stopImmediatePropagation();
  moveRegion(document, step);
}

/** The keys that hold everywhere in the frame. */
export function useFrameShortcuts(place: Place, showShortcuts: () => void): void {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const clock = useClock();
  useEffect(() => {
    // Shut before it stood: the keys go back to where they went.
    const stop = switcherOpen.subscribe((open) => {
      if (!open) takeHeldKeys();
    });
    return () => {
      stop();
      takeHeldKeys();
    };
  }, []);
  const move = useMoveRooms(place);
  useShortcut({ keys: "mod+k", label: t("openSwitcher"), applies: nothingOnTop }, () => {
    holdKeys(clock, closeSwitcher);
    navigation.openSwitcher();
  });
  useShortcut({ keys: "mod+/", label: t("showShortcuts") }, showShortcuts);
  useShortcut({ keys: "F6", label: t("nextRegion") }, (event) => toRegion(event, 1));
  useShortcut({ keys: "shift+F6", label: t("previousRegion") }, (event) => toRegion(event, -1));
  useShortcut({ keys: "alt+ArrowDown", label: t("nextRoom"), applies: nothingOnTop }, () => move(1, false));
  useShortcut({ keys: "alt+ArrowUp", label: t("previousRoom"), applies: nothingOnTop }, () => move(-1, false));
  useShortcut({ keys: "alt+shift+ArrowDown", label: t("nextUnread"), applies: nothingOnTop }, () => move(1, true));
  useShortcut({ keys: "alt+shift+ArrowUp", label: t("previousUnread"), applies: nothingOnTop }, () => move(-1, true));
  useShortcut({ keys: "mod+,", label: t("openSettings"), applies: nothingOnTop }, () =>
    navigation.go({ at: "settings" }),
  );
  const stepBack = useStepBack(place);
  useShortcut({ keys: "Escape", label: t("escape"), whileTyping: false, applies: nothingOnTop }, stepBack);
}

/**
 * Dialogs, menus and lists to choose from close by themselves; behind them one does not go elsewhere. A toast is a dialog
 * by its role, too, and in nobody's way.
 */
const nothingOnTop = (): boolean =>
  document.querySelector(
    // What is on its way out is gone: only its picture fades.
    ':is(:is([role="dialog"], [role="alertdialog"]):not([aria-modal="false"]), [role="menu"], [role="listbox"]):not([data-closed])',
  ) === null;

/** Closes the panel where it lies over the content, else marks the room in view as read. */
function useStepBack(place: Place): () => void {
  const { rooms, notifications } = useSession();
  const panel = usePanel();
  const over = useViewport() === "mid" && panel.open;
  return () => {
    if (over) {
      panel.close();
      return;
    }
    const room = placedRooms(rooms.list.peek()).get(roomOf(place) ?? "")?.room;
    if (room === undefined || (!room.unread && room.mentions === 0 && room.unreadCount === 0)) return;
    // What fails is still unread, and seen to be.
    void notifications.markRead(room.id).catch(() => {});
  };
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
