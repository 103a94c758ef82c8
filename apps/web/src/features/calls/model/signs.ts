import { type Clock, effect, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { OpenCallSigns, RaisedHand } from "@parley/matrix";
import { type GoingState, isOver } from "./current-call.ts";

/** So long a reaction is seen. Milliseconds. */
const shownMs = 4000;

/** What can be said with one press. The names are Element Call's, which plays sounds by them. */
export const reactionSet = [
  { emoji: "👍", name: "thumbsup" },
  { emoji: "👏", name: "clapping" },
  { emoji: "🎉", name: "party" },
  { emoji: "🥰", name: "heart" },
  { emoji: "😄", name: "laugh" },
  { emoji: "💡", name: "lightbulb" },
  { emoji: "👌", name: "ok" },
  { emoji: "👎", name: "thumbsdown" },
] as const;

/** Raised hands and reactions of the call that one is in. */
export interface Signs {
  /** Whoever raised it first comes first. */
  readonly hands: ReadonlySignal<readonly RaisedHand[]>;
  /** What is seen right now, by identity. */
  readonly reactions: ReadonlySignal<ReadonlyMap<string, string>>;
  setHand(up: boolean): Promise<void>;
  react(reaction: { readonly emoji: string; readonly name: string }): Promise<void>;
}

/** Opened with the first connection of a call and closed at its end. */
export function createSigns(
  open: () => Promise<OpenCallSigns>,
  state: ReadonlySignal<GoingState>,
  clock: Clock,
): Signs {
  const hands: Signal<readonly RaisedHand[]> = signal([]);
  const reactions: Signal<ReadonlyMap<string, string>> = signal(new Map());
  let opened: Promise<OpenCallSigns> | null = null;
  let ended = false;
  const begin = (): Promise<OpenCallSigns> => {
    opened ??= open().then(
      (signs) => {
        if (ended) signs.close();
        else follow(signs);
        return signs;
      },
      (thrown) => {
        // The next press asks again.
        opened = null;
        throw thrown;
      },
    );
    return opened;
  };
  const follow = (signs: OpenCallSigns) => {
    stops.push(
      effect(() => {
        hands.value = signs.hands.value;
      }),
      signs.onReaction(show),
      () => signs.close(),
    );
  };
  const fading = new Map<string, () => void>();
  const show = ({ identity, emoji }: { readonly identity: string; readonly emoji: string }) => {
    reactions.value = new Map([...reactions.peek(), [identity, emoji]]);
    fading.get(identity)?.();
    fading.set(
      identity,
      clock.after(shownMs, () => {
        fading.delete(identity);
        reactions.value = new Map([...reactions.peek()].filter(([other]) => other !== identity));
      }),
    );
  };
  const stops: (() => void)[] = [];
  stops.push(
    effect(() => {
      const now = state.value;
      if (now.state === "connected") begin().catch(() => {});
      if (!isOver(now) || ended) return;
      ended = true;
      hands.value = [];
      for (const cancel of fading.values()) cancel();
      queueMicrotask(() => {
        for (const stop of stops.splice(0)) stop();
      });
    }),
  );
  return {
    hands,
    reactions,
    setHand: async (up) => (await begin()).setHand(up),
    react: async ({ emoji, name }) => (await begin()).react(emoji, name),
  };
}
