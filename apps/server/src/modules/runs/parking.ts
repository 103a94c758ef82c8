import type { RunState } from "@parley/agents";
import { type Log, messageOf } from "@parley/kernel";
import type { RunAsks } from "./asks.ts";
import type { Drive } from "./drive-run.ts";
import { stateOfKept } from "./kept-run.ts";
import type { RunRow, RunStore } from "./store.ts";

/** What is known of a run that goes on. */
type GoingOn = Omit<Drive, "row" | "stop" | "teller">;

interface Places {
  /** Whether it is driven now, or about to be. */
  has(row: Pick<RunRow, "account" | "id">): boolean;
  /** Takes its place at once: nobody else drives it. */
  hold(row: RunRow): {
    /** Drives it on. Null: what it needs is not there any more, and it ends. */
    drive(from: RunState, how: GoingOn | null): AbortController;
    leave(): void;
  };
}

/** Runs that wait for a person: kept as data, driven by nobody. */
export function createParking(deps: {
  readonly rows: RunStore;
  readonly asks: RunAsks;
  readonly places: Places;
  readonly log: Log;
}) {
  const { rows, asks, places, log } = deps;
  const nameOf = ({ account, id }: Pick<RunRow, "account" | "id">) => `${account} ${id}`;
  /** Answered while somebody had the run in hand, who may have looked before. */
  const woken = new Set<string>();
  const watched = new Map<string, PromiseWithResolvers<void>>();

  /** Whether it goes on. `restarted`: it was found so at the start of the server. */
  const goOn = async (
    row: RunRow,
    { restarted, stopIt }: { restarted: boolean; stopIt: boolean },
  ): Promise<boolean> => {
    const place = places.hold(row);
    woken.delete(nameOf(row));
    try {
      const state = await stateOfKept({ rows, conversations: asks.conversations }, row);
      // Where a model was answering, nothing goes on by itself: that would cost once more.
      if (state === null || (restarted && state.asking && state.heard.length === 0)) return false;
      const answers = await asks.questions.answers(row.account, row.id);
      const fresh = Object.keys(answers).some(
        (call) => state.asked[call] !== undefined && state.answers[call] === undefined,
      );
      if (!restarted && !stopIt && !fresh) return false;
      const agent = await asks.personas.known(row.agent);
      const opened = await asks.models.open(row.model).catch(() => null);
      await rows.turn(row.account, row.id, "parked", "running");
      const how = { answers, restarted, state };
      const others = agent === null ? [] : await openOthers(asks, agent.fallbacks);
      const on =
        agent === null || opened === null ? null : { agent, model: opened.model, others, input: how, taint: [] };
      const stop = place.drive(state, on);
      if (stopIt) stop.abort();
      return true;
    } catch (thrown) {
      log.error("a run that waited did not go on", { run: row.id, error: messageOf(thrown) });
      return false;
    } finally {
      place.leave();
      settle(row);
    }
  };
  const settle = (row: Pick<RunRow, "account" | "id">) => {
    const name = nameOf(row);
    watched.get(name)?.resolve();
    watched.delete(name);
    if (woken.has(name) && !places.has(row)) wakeSafely(row.account, row.id);
  };
  /** Looks whether a run that waits has what it waits for. `stopIt`: it is not to wait any longer. */
  const wake = async (account: string, id: string, stopIt = false): Promise<void> => {
    const named = { account, id };
    woken.add(nameOf(named));
    if (places.has(named)) return;
    const row = await rows.find(account, id);
    if (row?.state === "parked" && !places.has(row)) await goOn(row, { restarted: false, stopIt });
    else if (row?.state !== "parked") woken.delete(nameOf(named));
  };

  const wakeSafely = (account: string, id: string, stopIt = false): void => {
    wake(account, id, stopIt).catch((thrown: unknown) =>
      log.error("a run was not woken", { error: messageOf(thrown) }),
    );
  };

  return {
    goOn,
    wake: wakeSafely,
    /** Nobody has it in hand any more. */
    settle,
    /** Ends those that wait; resolves once each is driven to its end. */
    async stop(account: string, key: string | null, id?: string): Promise<string[]> {
      const found = (await rows.parked(account, key)).filter((row) => id === undefined || row.id === id);
      await Promise.all(found.map((row) => wake(account, row.id, true)));
      return found.map((row) => row.id);
    },
    /** Resolves when somebody takes it in hand. */
    taken(account: string, id: string): Promise<void> {
      const name = nameOf({ account, id });
      const known = watched.get(name) ?? Promise.withResolvers<void>();
      watched.set(name, known);
      return known.promise;
    },
  };
}

/** Models that are asked when the one before does not answer; those that are gone are left out. */
export async function openOthers(
  { models }: Pick<RunAsks, "models">,
  names: readonly string[],
): Promise<Drive["others"]> {
  const opened = await Promise.all(names.map((name) => models.open(name).catch(() => null)));
  return opened.filter((each) => each !== null);
}
