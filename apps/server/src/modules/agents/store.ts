import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

/** An agent. The server's own, `main`, has a row once somebody has changed it. */
export interface AgentRow {
  id: string;
  /** Null: the server's own. */
  owner: string | null;
  name: string;
  emoji: string | null;
  avatar: string | null;
  model: string | null;
  instructions: string;
  tools: string;
  fallbacks: string;
  asks: string;
  exec: number;
  budget: string;
  reset: string;
  shared: number;
  created_at: number;
  updated_at: number;
}

/** As it is kept of an agent whose conversations never begin anew by themselves. */
export const neverReset = JSON.stringify({ mode: "manual" });

interface AgentTables {
  agents: AgentRow;
}
type Tx = Transaction<AgentTables>;

/** Queries of agents. */
export function createAgentStore(store: Store) {
  const reader = store.reader<AgentTables>();
  return {
    find: (id: string): Promise<AgentRow | undefined> =>
      reader.selectFrom("agents").selectAll().where("id", "=", id).executeTakeFirst(),
    /** Those of an account and those that all may talk to; null: all. */
    list: (account: string | null): Promise<AgentRow[]> =>
      reader
        .selectFrom("agents")
        .selectAll()
        .where((where) =>
          account === null ? where.lit(true) : where.or([where("owner", "=", account), where("shared", "=", 1)]),
        )
        .orderBy("name")
        .orderBy("id")
        .limit(1000)
        .execute(),
    /** Those whose conversations begin anew by themselves. */
    resetting: (): Promise<Pick<AgentRow, "id" | "reset">[]> =>
      reader.selectFrom("agents").select(["id", "reset"]).where("reset", "!=", neverReset).execute(),
    countOf: async (tx: Tx, owner: string): Promise<number> => {
      const { n } = await tx
        .selectFrom("agents")
        .select((select) => select.fn.countAll<number>().as("n"))
        .where("owner", "=", owner)
        .executeTakeFirstOrThrow();
      return n;
    },
    write: <R>(work: (tx: Tx) => Promise<R>): Promise<R> => store.write<AgentTables, R>(work),
    findIn: (tx: Tx, id: string) => tx.selectFrom("agents").selectAll().where("id", "=", id).executeTakeFirst(),
    put: (tx: Tx, row: AgentRow) =>
      tx
        .insertInto("agents")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute(),
    /** `also`: what goes with it. */
    remove: (id: string, also: (tx: Tx) => Promise<void>): Promise<unknown> =>
      store.write(async (tx: Tx) => {
        await tx.deleteFrom("agents").where("id", "=", id).execute();
        await also(tx);
      }),
  };
}
