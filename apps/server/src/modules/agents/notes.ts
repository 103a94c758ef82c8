import type { Origin } from "@parley/agents";
import { AppError, type Clock } from "@parley/kernel";
import { sql, type Transaction } from "kysely";
import type { AnyTx, Store } from "../../platform/store/store.ts";

/** What an agent keeps of one person for later. */
export interface Note {
  readonly text: string;
  /** What the run that wrote it had read that was not the person's own: whoever reads it reads that. */
  readonly taint: readonly Origin[];
}

interface NoteRow {
  account: string;
  agent: string;
  name: string;
  text: string;
  taint: string;
  updated_at: number;
}
type Tx = Transaction<{ agent_notes: NoteRow }>;

const notesMost = 200;

/** Notes of agents: each person's with each agent are theirs alone. */
export function createNotes(store: Store, clock: Clock) {
  const reader = store.reader<{ agent_notes: NoteRow }>();
  return {
    async read(account: string, agent: string, name: string): Promise<Note | null> {
      const row = await reader
        .selectFrom("agent_notes")
        .select(["text", "taint"])
        .where("account", "=", account)
        .where("agent", "=", agent)
        .where("name", "=", name)
        .executeTakeFirst();
      return row === undefined ? null : { text: row.text, taint: JSON.parse(row.taint) };
    },
    /** Names that begin so, with where what stands there came from. */
    async list(account: string, agent: string, prefix: string): Promise<{ name: string; taint: readonly Origin[] }[]> {
      const rows = await reader
        .selectFrom("agent_notes")
        .select(["name", "taint"])
        .where("account", "=", account)
        .where("agent", "=", agent)
        .orderBy("name")
        .execute();
      return rows
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, taint }) => ({ name, taint: JSON.parse(taint) }));
    },
    /** An empty text takes it away. Throws TOO_MANY. */
    write: (account: string, agent: string, name: string, { text, taint }: Note): Promise<void> =>
      store.write(async (tx: Tx) => {
        const mine = tx.deleteFrom("agent_notes").where("account", "=", account).where("agent", "=", agent);
        await mine.where("name", "=", name).execute();
        if (text.trim() === "") return;
        const { n } = await tx
          .selectFrom("agent_notes")
          .select((select) => select.fn.countAll<number>().as("n"))
          .where("account", "=", account)
          .where("agent", "=", agent)
          .executeTakeFirstOrThrow();
        if (n >= notesMost) throw new AppError("TOO_MANY", `There are ${notesMost} notes: remove one first.`);
        const row = { account, agent, name, text, taint: JSON.stringify(taint), updated_at: clock.now() };
        await tx.insertInto("agent_notes").values(row).execute();
      }),
    /** All of a person, with all agents. */
    async erase(tx: AnyTx, account: string): Promise<void> {
      await sql`DELETE FROM agent_notes WHERE account = ${account}`.execute(tx);
    },
    /** All that an agent has kept, of everybody. */
    async eraseAgent(tx: AnyTx, agent: string): Promise<void> {
      await sql`DELETE FROM agent_notes WHERE agent = ${agent}`.execute(tx);
    },
  };
}
