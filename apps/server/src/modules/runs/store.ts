import type { KeptEvent, Usage } from "@parley/agents";
import type { Run } from "@parley/protocol";
import { sql } from "kysely";
import type { AnyTx, Store } from "../../platform/store/store.ts";

/** A run; its steps lie beside it. */
export interface RunRow {
  account: string;
  id: string;
  key: string;
  agent: string;
  model: string | null;
  state: Run["state"];
  fault: string | null;
  /** What it was asked to do: see `keptSpec`. Null: it cannot go on after a restart. */
  spec: string | null;
  /** Of what was said, so that its id is used for nothing else; null: a program asked. */
  input_hash: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  started_at: number;
  ended_at: number | null;
}

interface EventRow {
  account: string;
  run: string;
  seq: number;
  at: number;
  event: string;
}

interface RunTables {
  runs: RunRow;
  run_events: EventRow;
}

type Named = Pick<RunRow, "account" | "id">;

/** How a run ended. */
interface Ended {
  readonly state: Run["state"];
  readonly fault: string | null;
  readonly usage: Usage;
  readonly at: number;
}

/** Queries of runs and their steps. */
export function createRunStore(store: Store) {
  const reader = store.reader<RunTables>();
  const beginIn = async (tx: AnyTx, row: RunRow): Promise<boolean> => {
    const done = await store
      .within<RunTables>(tx)
      .insertInto("runs")
      .values(row)
      .onConflict((conflict) => conflict.columns(["account", "id"]).doNothing())
      .executeTakeFirst();
    return Number(done.numInsertedOrUpdatedRows ?? 0) > 0;
  };
  const endIn = async (tx: AnyTx, { account, id }: Named, { state, fault, usage, at }: Ended): Promise<void> => {
    const counted = { input_tokens: usage.inputTokens ?? null, output_tokens: usage.outputTokens ?? null };
    await store
      .within<RunTables>(tx)
      .updateTable("runs")
      .set({ state, fault, ...counted, ended_at: at, spec: null })
      .where("account", "=", account)
      .where("id", "=", id)
      .execute();
  };
  return {
    find: (account: string, id: string): Promise<RunRow | undefined> =>
      reader.selectFrom("runs").selectAll().where("account", "=", account).where("id", "=", id).executeTakeFirst(),
    /** Whether it was not there before. */
    begin: (row: RunRow): Promise<boolean> => store.write<RunTables, boolean>((tx) => beginIn(tx, row)),
    beginIn,
    write: <R>(work: (tx: AnyTx) => Promise<R>): Promise<R> => store.write<RunTables, R>(work),
    keepIn: (tx: AnyTx, account: string, run: string, { seq, at, event }: KeptEvent): Promise<unknown> =>
      store
        .within<RunTables>(tx)
        .insertInto("run_events")
        .values({ account, run, seq, at, event: JSON.stringify(event) })
        .execute(),
    end: (row: Named, how: Ended): Promise<unknown> => store.write<RunTables, unknown>((tx) => endIn(tx, row, how)),
    endIn,
    keepSpecIn: (tx: AnyTx, account: string, id: string, spec: string): Promise<unknown> =>
      store
        .within<RunTables>(tx)
        .updateTable("runs")
        .set({ spec })
        .where("account", "=", account)
        .where("id", "=", id)
        .execute(),
    /** From `running` to `parked` or back. Whether it was so. */
    turn: (account: string, id: string, from: Run["state"], to: Run["state"]): Promise<boolean> =>
      store.write<RunTables, boolean>(async (tx) => {
        const done = await tx
          .updateTable("runs")
          .set({ state: to })
          .where("account", "=", account)
          .where("id", "=", id)
          .where("state", "=", from)
          .executeTakeFirst();
        return Number(done.numUpdatedRows) === 1;
      }),
    /** Runs that wait for a person: of one conversation, of an account, or of all. */
    parked: (account: string | null, key: string | null): Promise<RunRow[]> =>
      reader
        .selectFrom("runs")
        .selectAll()
        .where("state", "=", sql.lit("parked"))
        .where((where) =>
          where.and([
            ...(account === null ? [] : [where("account", "=", account)]),
            ...(key === null ? [] : [where("key", "=", key)]),
          ]),
        )
        .execute(),
    allSteps: (account: string, run: string): Promise<EventRow[]> =>
      reader
        .selectFrom("run_events")
        .selectAll()
        .where("account", "=", account)
        .where("run", "=", run)
        .orderBy("seq")
        .execute(),
    list: (account: string, key: string | null, limit: number): Promise<RunRow[]> =>
      reader
        .selectFrom("runs")
        .selectAll()
        .where("account", "=", account)
        .where((where) => (key === null ? where.lit(true) : where("key", "=", key)))
        .orderBy("started_at", "desc")
        .orderBy("id")
        .limit(limit)
        .execute(),
    steps: (account: string, run: string): Promise<EventRow[]> =>
      reader
        .selectFrom("run_events")
        .selectAll()
        .where("account", "=", account)
        .where("run", "=", run)
        .orderBy("seq")
        .limit(5000)
        .execute(),
    forget: forgetEnded(store),
    /** With their steps; of one conversation, or of all of an account. */
    async erase(tx: AnyTx, account: string, key: string | null): Promise<void> {
      await sql`DELETE FROM runs WHERE account = ${account} AND (${key} IS NULL OR key = ${key})`.execute(tx);
    },
    /** Runs that were going when the server ended: nobody drives them any more. */
    going: (): Promise<RunRow[]> =>
      reader.selectFrom("runs").selectAll().where("state", "=", sql.lit("running")).execute(),
  };
}

export type RunStore = ReturnType<typeof createRunStore>;

/** Takes what others keep of runs that go. */
type Also = (tx: AnyTx, runs: readonly Pick<RunRow, "account" | "id">[]) => Promise<void>;

/** Lets go of at most `most` runs that ended before a moment, with their steps; answers how many went. */
function forgetEnded(store: Store) {
  return (before: number, most: number, also: Also): Promise<number> =>
    store.write<RunTables, number>(async (tx) => {
      const found = await tx
        .selectFrom("runs")
        .select(["account", "id"])
        .where("ended_at", "is not", null)
        .where("ended_at", "<", before)
        .orderBy("ended_at")
        .limit(most)
        .execute();
      for (const { account, id } of found) {
        await tx.deleteFrom("runs").where("account", "=", account).where("id", "=", id).execute();
      }
      await also(tx, found);
      return found.length;
    });
}
