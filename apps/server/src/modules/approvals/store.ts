import type { Decision } from "@parley/protocol";
import { sql, type Transaction } from "kysely";
import type { Principal } from "../../platform/call.ts";
import type { AnyTx, Store } from "../../platform/store/store.ts";

/** A question: pending until `decision` is set or its time is over. */
export interface ApprovalRow {
  id: string;
  account: string;
  /** The session or token that asked. */
  asked_by: string;
  asked_via: Principal["via"] | "run";
  kind: "exec" | "tool";
  /** Whose step waits: all four null where a program asks. */
  run: string | null;
  call: string | null;
  conversation_key: string | null;
  tool: string | null;
  request: string;
  hash: string;
  created_at: number;
  expires_at: number;
  decision: Decision | null;
  resolved_by: string | null;
  resolved_at: number | null;
}

/** A path that an agent of an account may always run. */
export interface GrantRow {
  id: string;
  account: string;
  agent: string;
  path: string;
  /** Null: whatever lies there. */
  file_sha256: string | null;
  created_by: string;
  created_at: number;
  last_used_at: number | null;
  last_command: string | null;
}

interface ApprovalTables {
  approvals: ApprovalRow;
  approval_grants: GrantRow;
}
type Tx = Transaction<ApprovalTables>;

/** Which questions: those of an account, and all about commands where `commands` says so. */
export interface ApprovalQuery {
  readonly account: string;
  readonly commands: boolean;
  readonly state: "pending" | "resolved" | "expired" | null;
  readonly now: number;
  readonly limit: number;
}

/** Queries of questions and of what was allowed for always. */
export function createApprovalStore(store: Store) {
  const reader = store.reader<ApprovalTables>();
  return {
    find: (id: string): Promise<ApprovalRow | undefined> =>
      reader.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst(),
    list: ({ account, commands, state, now, limit }: ApprovalQuery): Promise<ApprovalRow[]> =>
      reader
        .selectFrom("approvals")
        .selectAll()
        .where((where) =>
          where.and([
            where.or([where("account", "=", account), ...(commands ? [where("kind", "=", "exec")] : [])]),
            ...(state === "resolved" ? [where("decision", "is not", null)] : []),
            ...(state === "pending" ? [where("decision", "is", null), where("expires_at", ">", now)] : []),
            ...(state === "expired" ? [where("decision", "is", null), where("expires_at", "<=", now)] : []),
          ]),
        )
        .orderBy((order) => order.and([order("decision", "is", null), order("expires_at", ">", now)]), "desc")
        .orderBy("created_at", "desc")
        .orderBy("id")
        .limit(limit)
        .execute(),
    countPending: async (tx: Tx, account: string, now: number): Promise<number> => {
      const { n } = await tx
        .selectFrom("approvals")
        .select((select) => select.fn.countAll<number>().as("n"))
        .where("account", "=", account)
        .where("decision", "is", null)
        .where("expires_at", ">", now)
        .executeTakeFirstOrThrow();
      return n;
    },
    write: <R>(work: (tx: Tx) => Promise<R>): Promise<R> => store.write<ApprovalTables, R>(work),
    insert: (tx: Tx, row: ApprovalRow) => tx.insertInto("approvals").values(row).execute(),
    findIn: (tx: Tx, id: string) => tx.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst(),
    /** Compare and set: whether this answer was the first, and in time. */
    async resolve(tx: Tx, id: string, answer: { decision: Decision; by: string; at: number }): Promise<boolean> {
      const done = await tx
        .updateTable("approvals")
        .set({ decision: answer.decision, resolved_by: answer.by, resolved_at: answer.at })
        .where("id", "=", id)
        .where("decision", "is", null)
        .where("expires_at", ">", answer.at)
        .executeTakeFirst();
      return Number(done.numUpdatedRows) === 1;
    },
    grantFor: (tx: Tx, account: string, agent: string, path: string) =>
      tx
        .selectFrom("approval_grants")
        .selectAll()
        .where("account", "=", account)
        .where("agent", "=", agent)
        .where("path", "=", path)
        .executeTakeFirst(),
    used: (tx: Tx, id: string, at: number, command: string) =>
      tx.updateTable("approval_grants").set({ last_used_at: at, last_command: command }).where("id", "=", id).execute(),
    grant: (tx: Tx, row: GrantRow) =>
      tx
        .insertInto("approval_grants")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["account", "agent", "path"]).doUpdateSet({ file_sha256: row.file_sha256 }),
        )
        .execute(),
    grants: (account: string): Promise<GrantRow[]> => grantsOf(reader, account),
    grantsIn: (tx: Tx, account: string): Promise<GrantRow[]> => grantsOf(tx, account),
    dropGrants: (tx: Tx, account: string) => tx.deleteFrom("approval_grants").where("account", "=", account).execute(),
    ofRun: (account: string, run: string): Promise<ApprovalRow[]> =>
      reader.selectFrom("approvals").selectAll().where("account", "=", account).where("run", "=", run).execute(),
    /** Those that nobody has answered and whose time is not over. */
    pending: (now: number): Promise<ApprovalRow[]> =>
      reader.selectFrom("approvals").selectAll().where("decision", "is", null).where("expires_at", ">", now).execute(),
    /** Ends what a run still asks; answers which those were. */
    withdraw: (account: string, run: string, now: number): Promise<ApprovalRow[]> =>
      store.write((tx: Tx) =>
        tx
          .updateTable("approvals")
          .set({ expires_at: now })
          .where("account", "=", account)
          .where("run", "=", run)
          .where("decision", "is", null)
          .where("expires_at", ">", now)
          .returningAll()
          .execute(),
      ),
    /** What was asked in a conversation; of all of an account, what its programs asked and last ran too. */
    async erase(tx: AnyTx, account: string, key: string | null): Promise<void> {
      if (key !== null) {
        await sql`DELETE FROM approvals WHERE account = ${account} AND conversation_key = ${key}`.execute(tx);
        return;
      }
      await sql`DELETE FROM approvals WHERE account = ${account}`.execute(tx);
      await sql`UPDATE approval_grants SET last_command = NULL WHERE account = ${account}`.execute(tx);
    },
    /** Forgets questions that were over before a moment. */
    forget: (before: number) =>
      store.write((tx: Tx) => tx.deleteFrom("approvals").where("expires_at", "<", before).execute()),
  };
}

export type ApprovalStore = ReturnType<typeof createApprovalStore>;

function grantsOf(from: { selectFrom: Tx["selectFrom"] }, account: string): Promise<GrantRow[]> {
  return from
    .selectFrom("approval_grants")
    .selectAll()
    .where("account", "=", account)
    .orderBy("agent")
    .orderBy("path")
    .execute();
}
