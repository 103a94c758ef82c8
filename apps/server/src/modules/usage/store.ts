import { sql, type Transaction } from "kysely";
import type { AnyTx, Store } from "../../platform/store/store.ts";

/** What was put aside for a call that is on its way. */
export interface OpenRow {
  id: string;
  account: string;
  agent: string;
  run: string;
  conversation_key: string;
  model: string;
  /** The UTC day on which it was put aside. */
  day: string;
  /** As JSON; null: unknown. */
  price: string | null;
  input: number;
  output: number;
  /** Null: the price is unknown. */
  nanos: number | null;
}

/** Numbers that are added up. */
export interface Counts {
  calls: number;
  input: number;
  output: number;
  cache_read: number;
  cache_write: number;
  nanos: number;
  unpriced: number;
  estimated: number;
}

/** Nothing was used. */
export const noCounts: Counts = {
  calls: 0,
  input: 0,
  output: 0,
  cache_read: 0,
  cache_write: 0,
  nanos: 0,
  unpriced: 0,
  estimated: 0,
};

interface DayRow extends Counts {
  account: string;
  agent: string;
  model: string;
  day: string;
}
interface RunRow {
  account: string;
  run: string;
  conversation_key: string;
  nanos: number;
  unpriced: number;
}
interface LimitsRow {
  account: string;
  limits: string;
  set_by: string;
  set_at: number;
}
interface UsageTables {
  usage_open: OpenRow;
  usage_days: DayRow;
  usage_runs: RunRow;
  usage_limits: LimitsRow;
}
export type UsageTx = Transaction<UsageTables>;

/** Whose usage. */
export type Whose = { readonly account: string } | { readonly agent: string };

/** Tokens and billionths of a dollar. */
export interface Filled {
  readonly tokens: number;
  readonly nanos: number;
}

export type Part = "day" | "agent" | "model" | "account";

/** Queries of what was put aside, what was used and what may be. */
export function createUsageStore(store: Store) {
  const reader = store.reader<UsageTables>();
  type From = Pick<UsageTx, "selectFrom">;
  const sumOf = async (from: From, whose: Whose, since: string): Promise<{ spent: Filled; open: Filled }> => {
    const [column, value] =
      "account" in whose ? (["account", whose.account] as const) : (["agent", whose.agent] as const);
    const spent = await from
      .selectFrom("usage_days")
      .select(({ fn }) => [
        fn.sum<number | null>(sql`input + output`).as("tokens"),
        fn.sum<number | null>("nanos").as("nanos"),
      ])
      .where(column, "=", value)
      .where("day", ">=", since)
      .executeTakeFirstOrThrow();
    const open = await from
      .selectFrom("usage_open")
      .select(({ fn }) => [
        fn.sum<number | null>(sql`input + output`).as("tokens"),
        fn.sum<number | null>("nanos").as("nanos"),
      ])
      .where(column, "=", value)
      .where("day", ">=", since)
      .executeTakeFirstOrThrow();
    return {
      spent: { tokens: spent.tokens ?? 0, nanos: spent.nanos ?? 0 },
      open: { tokens: open.tokens ?? 0, nanos: open.nanos ?? 0 },
    };
  };
  const limitsOf = async (from: From, account: string): Promise<string | undefined> =>
    (await from.selectFrom("usage_limits").select("limits").where("account", "=", account).executeTakeFirst())?.limits;

  return {
    write: <R>(work: (tx: UsageTx) => Promise<R>): Promise<R> => store.write<UsageTables, R>(work),
    within: (tx: AnyTx): UsageTx => store.within<UsageTables>(tx),
    sums: (whose: Whose, since: string) => sumOf(reader, whose, since),
    sumsIn: (tx: UsageTx, whose: Whose, since: string) => sumOf(tx, whose, since),
    limits: (account: string) => limitsOf(reader, account),
    limitsIn: (tx: UsageTx, account: string) => limitsOf(tx, account),
    setLimits: (row: LimitsRow): Promise<unknown> =>
      store.write((tx: UsageTx) =>
        tx
          .insertInto("usage_limits")
          .values(row)
          .onConflict((conflict) => conflict.column("account").doUpdateSet(row))
          .execute(),
      ),
    dropLimits: (account: string): Promise<unknown> =>
      store.write((tx: UsageTx) => tx.deleteFrom("usage_limits").where("account", "=", account).execute()),
    open: (tx: UsageTx, row: OpenRow) => tx.insertInto("usage_open").values(row).execute(),
    allOpen: (tx: UsageTx): Promise<OpenRow[]> => tx.selectFrom("usage_open").selectAll().execute(),
    /** Takes what was put aside away; undefined: somebody did before. */
    take: (tx: UsageTx, id: string): Promise<OpenRow | undefined> =>
      tx.deleteFrom("usage_open").where("id", "=", id).returningAll().executeTakeFirst(),
    add: addUsed,
    ofRuns: (account: string, runs: readonly string[]): Promise<RunRow[]> =>
      reader.selectFrom("usage_runs").selectAll().where("account", "=", account).where("run", "in", runs).execute(),
    /** Sums by one name, the largest first; days in their order. `account` null: of all. */
    by: (
      part: Part,
      { account, agent, since }: { account: string | null; agent: string | null; since: string },
    ): Promise<(Counts & { name: string })[]> =>
      reader
        .selectFrom("usage_days")
        .select(({ fn, ref }) => [
          ref(part).as("name"),
          fn.sum<number>("calls").as("calls"),
          fn.sum<number>("input").as("input"),
          fn.sum<number>("output").as("output"),
          fn.sum<number>("cache_read").as("cache_read"),
          fn.sum<number>("cache_write").as("cache_write"),
          fn.sum<number>("nanos").as("nanos"),
          fn.sum<number>("unpriced").as("unpriced"),
          fn.sum<number>("estimated").as("estimated"),
        ])
        .where("day", ">=", since)
        .where((where) =>
          where.and([
            ...(account === null ? [] : [where("account", "=", account)]),
            ...(agent === null ? [] : [where("agent", "=", agent)]),
          ]),
        )
        .groupBy(part)
        .orderBy(part === "day" ? "day" : sql`sum(input + output) desc, name`)
        .limit(1000)
        .execute(),
    /** What single runs cost. */
    async forgetRuns(tx: AnyTx, runs: readonly { readonly account: string; readonly id: string }[]): Promise<void> {
      for (const { account, id } of runs) {
        await sql`DELETE FROM usage_runs WHERE account = ${account} AND run = ${id}`.execute(tx);
      }
    },
    /** Sums of days before one, at most so many rows. */
    forgetDays: (before: string, most: number): Promise<number> =>
      store.write(async (tx: UsageTx) => {
        const done = await sql`
          DELETE FROM usage_days WHERE (account, day, agent, model) IN
            (SELECT account, day, agent, model FROM usage_days WHERE day < ${before} LIMIT ${most})`.execute(tx);
        return Number(done.numAffectedRows ?? 0);
      }),
    /** What single runs cost; of one conversation, or of all of an account. Sums by day stay: they are what limits count. */
    async erase(tx: AnyTx, account: string, key: string | null): Promise<void> {
      await sql`DELETE FROM usage_runs WHERE account = ${account} AND (${key} IS NULL OR conversation_key = ${key})`.execute(
        tx,
      );
    },
  };
}

/** Writes down what a call has used. */
async function addUsed(
  tx: UsageTx,
  { account, agent, model, day, run, conversation_key }: OpenRow,
  used: Counts,
): Promise<void> {
  await tx
    .insertInto("usage_days")
    .values({ account, agent, model, day, ...used })
    .onConflict((conflict) =>
      conflict.columns(["account", "day", "agent", "model"]).doUpdateSet(({ ref }) => ({
        calls: sql`${ref("usage_days.calls")} + excluded.calls`,
        input: sql`${ref("usage_days.input")} + excluded.input`,
        output: sql`${ref("usage_days.output")} + excluded.output`,
        cache_read: sql`${ref("usage_days.cache_read")} + excluded.cache_read`,
        cache_write: sql`${ref("usage_days.cache_write")} + excluded.cache_write`,
        nanos: sql`${ref("usage_days.nanos")} + excluded.nanos`,
        unpriced: sql`${ref("usage_days.unpriced")} + excluded.unpriced`,
        estimated: sql`${ref("usage_days.estimated")} + excluded.estimated`,
      })),
    )
    .execute();
  const { nanos, unpriced } = used;
  await tx
    .insertInto("usage_runs")
    .values({ account, run, conversation_key, nanos, unpriced })
    .onConflict((conflict) =>
      conflict.columns(["account", "run"]).doUpdateSet(({ ref }) => ({
        nanos: sql`${ref("usage_runs.nanos")} + excluded.nanos`,
        unpriced: sql`${ref("usage_runs.unpriced")} + excluded.unpriced`,
      })),
    )
    .execute();
}

export type UsageStore = ReturnType<typeof createUsageStore>;
