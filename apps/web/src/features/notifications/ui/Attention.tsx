import { computed, createScope } from "@parley/kernel";
import { useEffect, useRef } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { attentionOf, placeOfTold } from "../model/counts.ts";
import { hearTap, showCard, standingCards } from "../model/desktop.ts";
import { iconOf, setIcon } from "../model/favicon.ts";
import { clearLeftCards } from "../model/left-cards.ts";
import { startMirror } from "../model/mirror.ts";
import { mirrored } from "../model/mirrored.ts";
import { createRaiser } from "../model/raiser.ts";
import { cardWords } from "../model/words.ts";
import { strings } from "../strings/index.ts";
import { chime, deviceSettings } from "./device.ts";
import { useAttention } from "./use-attention.ts";

/** Draws nothing: calls from outside the page, by the icon of the tab, the badge of the app, cards and a sound. */
export function Attention({ roomId }: { readonly roomId: string | null }) {
  useMirror();
  useIcon();
  useRaiser(roomId);
  return null;
}

function useMirror(): void {
  const { account, connection, rooms } = useSession();
  useEffect(() => {
    if (typeof BroadcastChannel === "undefined") return;
    const scope = createScope();
    const channel = new BroadcastChannel(`parley attention ${account.userId}`);
    const port = {
      hear(run: (message: unknown) => void) {
        channel.onmessage = ({ data }) => run(data);
      },
      say: (message: unknown) => channel.postMessage(message),
      close: () => channel.close(),
    };
    const counted = computed(() => attentionOf(rooms.list.value));
    startMirror(port, connection, counted, scope);
    return () => scope.end();
  }, [account.userId, connection, rooms]);
}

function useIcon(): void {
  const { count, unread } = useAttention();
  useEffect(() => {
    setIcon(document, iconOf({ count, unread }));
    // Of an installed app; not every browser has it.
    void navigator.setAppBadge?.(count).catch(() => {});
  }, [count, unread]);
  useEffect(
    () => () => {
      setIcon(document, iconOf({ count: 0, unread: false }));
      // The badge is the app's, not this tab's.
      if (mirrored.peek() === null) void navigator.clearAppBadge?.().catch(() => {});
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
      isSeen({ kind, roomId: id }) {
        if (document.visibilityState !== "visible" || !document.hasFocus()) return false;
        return kind === "knock" || id === now.current.roomId;
      },
      settings: () => deviceSettings.values.peek(),
      doNotDisturb: () => session.notifications.doNotDisturb.peek(),
      words: (told, waiting, preview) => cardWords(told, waiting, preview, now.current.t),
      open(told) {
        now.current.navigation.go(placeOfTold(session.rooms.list.peek(), told));
      },
    });
    const scope = createScope();
    clearLeftCards(standingCards, session.connection, session.rooms.list, clock, scope);
    const stop = session.notifications.listen((change) => raiser.hear(change));
    const onStored = ({ key }: StorageEvent) => deviceSettings.heard(key);
    window.addEventListener("storage", onStored);
    const onMessage = (event: MessageEvent) => hearTap(event);
    navigator.serviceWorker?.addEventListener("message", onMessage);
    // What was told here goes on being told by the tab that took over.
    const stopWatching = session.connection.subscribe(({ state }) => {
      if (state === "elsewhere" || state === "signed-out") raiser.clear();
    });
    return () => {
      scope.end();
      stop();
      stopWatching();
      window.removeEventListener("storage", onStored);
      navigator.serviceWorker?.removeEventListener("message", onMessage);
      raiser.clear();
    };
  }, [session, clock]);
}
