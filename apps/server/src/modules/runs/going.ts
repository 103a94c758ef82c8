import type { ModelFault, RunEnd, RunState, Tool } from "@parley/agents";
import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { AgentConfig } from "@parley/protocol";
import type { EventSink } from "../../platform/call.ts";
import type { RunAsks } from "./asks.ts";
import { type Drive, driveRun } from "./drive-run.ts";
import { finishRun } from "./finish-run.ts";
import { createParking } from "./parking.ts";
import type { RunRow, RunStore } from "./store.ts";
import { createTeller } from "./teller.ts";

/** A run that somebody drives, or is about to. */
interface Going {
  readonly row: RunRow;
  readonly stop: AbortController;
  /** Fulfilled at its end, or where it waits for a person. */
  readonly over: Promise<void>;
}

export interface GoingDeps {
  readonly rows: RunStore;
  readonly asks: RunAsks;
  readonly tools: (agent: AgentConfig, account: string) => Promise<readonly Tool[]>;
  readonly ownTools: (row: RunRow, agent: AgentConfig) => Promise<readonly Tool[]>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a run is driven; a state: it is over already, and only its end is kept. */
type How = Omit<Drive, "row" | "stop" | "teller"> | RunState;

/** The runs that are driven now, each in a place of its own. */
export function createGoing(deps: GoingDeps) {
  const { rows, asks, events, clock, log } = deps;
  const going = new Map<string, Going>();
  let closed = false;
  /** How far a run that waits has been told. */
  const told = new Map<string, number>();
  const nameOf = ({ account, id }: Pick<RunRow, "account" | "id">) => `${account} ${id}`;

  /** Drives a run to its end, or to where it waits; `ended` hears the end. */
  const go = (row: RunRow, how: How, ended?: (state: RunState | null) => void): Going => {
    const stop = new AbortController();
    const place = nameOf(row);
    const from = "phase" in how ? how : "state" in how.input ? how.input.state : null;
    const teller = createTeller({ events, clock, row, before: { seq: told.get(place) ?? 0, state: from } });
    told.delete(place);
    const drive = async (): Promise<RunState | null> => {
      if ("phase" in how) return how;
      return driveRun(deps, { ...how, row, stop, teller }).catch((thrown: unknown) => {
        log.error("a run broke", { run: row.id, error: messageOf(thrown) });
        return null;
      });
    };
    const over = (async () => {
      teller.begin();
      const state = await drive();
      if (state?.phase === "parked") {
        await rows.turn(row.account, row.id, "running", "parked");
        told.set(place, teller.wait());
        // Answered before it was parked: it goes on at once.
        parking.wake(row.account, row.id);
        return;
      }
      if (state?.end?.type === "failed") log.warn("no model answered", { run: row.id, ...faultOf(state.end.fault) });
      if (state === null || Object.keys(state.asked).length > 0) await asks.questions.withdraw(row.account, row.id);
      await finishRun(deps, { row, state, teller });
      ended?.(state);
    })()
      .catch((thrown: unknown) => log.error("the end of a run was not kept", { run: row.id, error: messageOf(thrown) }))
      .finally(() => {
        teller.close();
        going.delete(place);
        if (stop.signal.aborted && told.has(place)) parking.wake(row.account, row.id, true);
        else parking.settle(row);
      });
    return { row, stop, over };
  };

  /** Takes a run's place at once: nobody else drives it. */
  const hold = (row: RunRow) => {
    const place = nameOf(row);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const holder: Going = { row, stop: new AbortController(), over };
    going.set(place, holder);
    return {
      /** Drives it from here on. Who stopped it meanwhile has stopped it. */
      go(...[how, ended]: [How, ((state: RunState | null) => void)?]): Going {
        const running = go(row, how, ended);
        going.set(place, running);
        if (holder.stop.signal.aborted) running.stop.abort();
        resolve();
        return running;
      },
      /** Lets it go where it was not driven. */
      leave() {
        resolve();
        if (going.get(place) === holder) going.delete(place);
      },
    };
  };
  const parking = createParking({
    rows,
    asks,
    log,
    places: {
      has: (row) => closed || going.has(nameOf(row)),
      hold(row) {
        const { go: drive, leave } = hold(row);
        return { drive: (from, how) => drive(how ?? { ...from, phase: "ended", end: gone }).stop, leave };
      },
    },
  });

  return {
    parking,
    hold,
    isClosed: () => closed,
    count: () => going.size,
    get: (account: string, id: string) => going.get(nameOf({ account, id })),
    all: () => [...going.values()],
    ofAccount: (account: string) => [...going.values()].filter(({ row }) => row.account === account),
    /** Nothing begins any more. */
    close(): void {
      closed = true;
    },
  };
}

export type GoingRuns = ReturnType<typeof createGoing>;

const gone: RunEnd = { type: "unkept", message: "The agent or its model is not there any more." };

function faultOf({ kind, message, status }: ModelFault) {
  return { kind, message, ...(status === undefined ? {} : { status }) };
}
