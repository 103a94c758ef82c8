import { messageOf } from "@parley/kernel";
import type { KeptEvent, RunEvent } from "../contract/run-events.ts";
import type { Usage } from "../contract/stream.ts";
import type { Books, Purse, RunPorts } from "./ports.ts";
import { applied, type RunState } from "./state.ts";

/** Whoever keeps events or money did not: nothing more can be promised. */
export class Unkept extends Error {}

type Put = Awaited<ReturnType<Purse["reserve"]>>;
type Asked = Parameters<Purse["reserve"]>[0];

/** A run that is going: its state, and the one way to change it. What is not kept rejects with `Unkept`, and did not happen. */
export interface Recorder {
  readonly state: RunState;
  readonly signal: AbortSignal;
  readonly ports: RunPorts;
  /** Brings the state to an event that is kept with the next one that is told: nothing leaves the run in between. */
  note(event: RunEvent): void;
  /** Keeps an event and brings the state to it. */
  tell(event: RunEvent): Promise<void>;
  /** Puts money aside and, where there is some, keeps the event with it. */
  reserve(ask: Asked, event: RunEvent): Promise<Put>;
  /** Writes down what a question cost and, with it, what came of it; null: it is not known. */
  settle(
    id: string,
    used: { readonly usage: Usage; readonly estimated: boolean },
    event: RunEvent | null,
  ): Promise<void>;
}

export function createRecorder(from: RunState, ports: RunPorts, signal: AbortSignal): Recorder {
  let state = from;
  /** As it follows from what is kept. */
  let sure = from;
  let noted: KeptEvent[] = [];
  const note = (event: RunEvent) => {
    noted.push({ seq: state.seq + 1, at: ports.clock.now(), event });
    state = applied(state, event);
  };
  const keepNoted = async ({ journal }: Books) => {
    for (const event of noted) await journal.keep(event);
    noted = [];
  };
  const write = async <Value>(work: (books: Books) => Promise<Value>): Promise<Value> => {
    try {
      const value = await ports.books(work);
      sure = state;
      return value;
    } catch (thrown) {
      state = sure;
      noted = [];
      throw new Unkept(messageOf(thrown), { cause: thrown });
    }
  };
  return {
    get state() {
      return state;
    },
    signal,
    ports,
    note,
    async tell(event) {
      note(event);
      await write(keepNoted);
    },
    reserve: (ask, event) =>
      write(async (books) => {
        await keepNoted(books);
        const put = await books.purse.reserve(ask);
        if (put.type === "ok") note(event);
        await keepNoted(books);
        return put;
      }),
    async settle(id, used, event) {
      try {
        await write(async (books) => {
          await books.purse.settle(id, used);
          if (event !== null) note(event);
          await keepNoted(books);
        });
      } catch (thrown) {
        // What was put aside comes back, also where the answer cannot be kept.
        await ports.books(({ purse }) => purse.settle(id, used)).catch(() => {});
        throw thrown;
      }
    },
  };
}
