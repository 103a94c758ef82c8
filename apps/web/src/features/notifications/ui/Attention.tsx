import { useEffect, useRef } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { attentionOf, placeOf, spaceIdOf } from "../model/counts.ts";
import { hearTap, showCard } from "../model/desktop.ts";
import { iconOf, setIcon } from "../model/favicon.ts";
import { createRaiser } from "../model/raiser.ts";
import { cardWords } from "../model/words.ts";
import { strings } from "../strings/index.ts";
import { chime, deviceSettings } from "./device.ts";

/** Draws nothing: calls from outside the page, by the icon of the tab, the badge of the app, cards and a sound. */
export function Attention({ roomId }: { readonly roomId: string | null }) {
  useIcon();
  useRaiser(roomId);
  return null;
}

function useIcon(): void {
  const { count, unread } = attentionOf(useSignal(useSession().rooms.list));
  useEffect(() => {
    setIcon(document, iconOf({ count, unread }));
    // Of an installed app; not every browser has it.
    void navigator.setAppBadge?.(count).catch(() => {});
  }, [count, unread]);
  useEffect(
    () => () => {
      setIcon(document, iconOf({ count: 0, unread: false }));
      void navigator.clearAppBadge?.().catch(() => {});
    },
    [],
  );
}

function useRaiser(roomId: string | null): void {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const clock = useClock();
  const now = useRef({ t, navigation, roomId });
  useEffect(() => {
    now.current = { t, navigation, roomId };
  });
  useEffect(() => {
    const raiser = createRaiser({
      clock,
      show: showCard,
      play: chime,
      lookingAt: () => (document.visibilityState === "visible" && document.hasFocus() ? now.current.roomId : null),
      settings: () => deviceSettings.values.peek(),
      doNotDisturb: () => session.notifications.doNotDisturb.peek(),
      words: (told, waiting, preview) => cardWords(told, waiting, preview, now.current.t),
      open(told) {
        const place = placeOf(spaceIdOf(session.rooms.list.peek(), told.roomId), told.roomId, told.eventId);
        now.current.navigation.go(told.kind === "invite" ? { at: "chats" } : place);
      },
    });
    const stop = session.notifications.listen((change) => raiser.hear(change));
    const onMessage = (event: MessageEvent) => hearTap(event);
    navigator.serviceWorker?.addEventListener("message", onMessage);
    // What was told here goes on being told by the tab that took over.
    const stopWatching = session.connection.subscribe(({ state }) => {
      if (state === "elsewhere" || state === "signed-out") raiser.clear();
    });
    return () => {
      stop();
      stopWatching();
      navigator.serviceWorker?.removeEventListener("message", onMessage);
      raiser.clear();
    };
  }, [session, clock]);
}
