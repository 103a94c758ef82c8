import type { ParleyClient } from "@parley/client";
import type { Clock, Scope, Signal } from "@parley/kernel";
import { read, type TalkView } from "./talk-view.ts";

const usualLimit = 100;
const mostMessages = 1000;
/** How often it is asked how far an answer is, while no events come. */
const askAgainMs = 3000;

/** What a conversation is made of while it is shown. */
export interface Held {
  readonly parley: ParleyClient;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly sessionKey: string;
  readonly view: Signal<TalkView>;
  /** Nothing is set once its scope has ended. */
  set(part: Partial<TalkView>): void;
}

/** Reads what was said and what runs. */
export interface Reading {
  load(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** Something came that a reading on its way does not hold: it must not take its place. */
  outdate(): void;
  /** Without events nothing tells of the end of an answer: it is asked for. */
  lookAgain(): void;
}

export function createReading({ parley, clock, scope, sessionKey, view, set }: Held): Reading {
  let limit = usualLimit;
  /** Only the newest counts. */
  let reading = 0;
  let cancelLook = () => {};
  scope.onEnd(() => cancelLook());

  const load = async (): Promise<void> => {
    reading += 1;
    const mine = reading;
    const { waiting } = view.peek();
    const said = waiting?.state === "sent" ? waiting.runId : null;
    try {
      // In this order: of a run that has ended by then, the answer is in the history.
      const { runs } = await parley.call("runs.list", { sessionKey, limit: 50 }, { signal: scope.signal });
      const { messages, anew = null } = await parley.call(
        "chat.history",
        { sessionKey, limit },
        { signal: scope.signal },
      );
      const hasEarlier = messages.length === limit && limit < mostMessages;
      if (mine === reading) set({ ...read(view.peek(), { runs, messages, anew, said }), hasEarlier });
    } catch (error) {
      if (mine !== reading) return;
      set(view.peek().state === "ready" ? { error } : { state: "failed", error });
    }
    if (mine === reading) lookAgain();
  };
  const lookAgain = () => {
    cancelLook();
    if (scope.ended || view.peek().answer === null || parley.connection.peek() === "open") return;
    cancelLook = clock.after(askAgainMs, () => void load());
  };
  return {
    load,
    lookAgain,
    outdate() {
      reading += 1;
    },
    async loadEarlier() {
      limit = mostMessages;
      await load();
    },
  };
}
