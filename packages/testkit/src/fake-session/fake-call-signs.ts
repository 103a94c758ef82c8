import { type Signal, signal } from "@parley/kernel";
import type { CallReaction, CallSigns, RaisedHand, StoredAccount } from "@parley/matrix";

/** Hands and reactions in memory: a test sets those of others, and reads one's own in `asked`. */
export interface FakeCallSigns extends CallSigns {
  /** Of every room. */
  readonly hands: Signal<readonly RaisedHand[]>;
  /** Somebody reacts. */
  react(reaction: CallReaction): void;
  /** What was called, oldest first: `setHand true`, `react 👍 thumbsup`. */
  readonly asked: string[];
  /** What is asked for is rejected with this, unless it is null. */
  refusal: unknown;
}

export function createFakeCallSigns(account: StoredAccount, clock: { now(): number }): FakeCallSigns {
  const hands = signal<readonly RaisedHand[]>([]);
  const listeners = new Set<(reaction: CallReaction) => void>();
  const asked: string[] = [];
  // As `buildParticipant` names one's own.
  const identity = `${account.userId}:DEVICE`;
  const react = (reaction: CallReaction) => {
    for (const listener of [...listeners]) listener(reaction);
  };
  const fake: FakeCallSigns = {
    hands,
    react,
    asked,
    refusal: null,
    async open() {
      return {
        hands,
        async setHand(up) {
          asked.push(`setHand ${up}`);
          if (fake.refusal !== null) throw fake.refusal;
          const others = hands.value.filter((hand) => hand.identity !== identity);
          hands.value = up ? [...others, { identity, userId: account.userId, since: clock.now() }] : others;
        },
        async react(emoji, name) {
          asked.push(`react ${emoji} ${name}`);
          if (fake.refusal !== null) throw fake.refusal;
          react({ identity, emoji });
        },
        onReaction(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        close() {},
      };
    },
  };
  return fake;
}
