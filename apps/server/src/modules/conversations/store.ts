import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Store } from "../../platform/store/store.ts";
import { createList } from "./list.ts";
import { createSaid } from "./said.ts";
import type { ConversationRow, ConversationTables, ConversationTx, MessageRow } from "./tables.ts";

/** Queries of conversations and their messages. */
export function createConversationStore(store: Store) {
  const reader = store.reader<ConversationTables>();
  return {
    write: <R>(work: (tx: ConversationTx) => Promise<R>): Promise<R> => store.write<ConversationTables, R>(work),
    find: (account: string, key: string) => findIn(reader, account, key),
    findIn: (tx: ConversationTx, account: string, key: string) => findIn(tx, account, key),
    findBy: (account: string, by: { sessionId?: string; label?: string; agent?: string }) =>
      reader
        .selectFrom("conversations")
        .selectAll()
        .where("account", "=", account)
        .where((where) =>
          where.and([
            ...(by.sessionId === undefined ? [] : [where("session_id", "=", by.sessionId)]),
            ...(by.label === undefined ? [] : [where("label", "=", by.label)]),
            ...(by.agent === undefined ? [] : [where("agent", "=", by.agent)]),
          ]),
        )
        .orderBy("updated_at", "desc")
        .executeTakeFirst(),
    ...createList(reader),
    countOf: async (tx: ConversationTx, account: string): Promise<number> => {
      const { n } = await tx
        .selectFrom("conversations")
        .select((select) => select.fn.countAll<number>().as("n"))
        .where("account", "=", account)
        .executeTakeFirstOrThrow();
      return n;
    },
    /** Of one account, in the order of their ids, from one on; for walks over all. */
    page: (account: string, from: string, limit: number): Promise<ConversationRow[]> =>
      reader
        .selectFrom("conversations")
        .selectAll()
        .where("account", "=", account)
        .where("id", ">=", from)
        .orderBy("id")
        .limit(limit)
        .execute(),
    /** Conversations with an agent in which something was said, and nothing since then; the oldest first. */
    lapsed: (agent: string, before: number, limit: number): Promise<Pick<ConversationRow, "account" | "key">[]> =>
      reader
        .selectFrom("conversations")
        .select(["account", "key"])
        .where("agent", "=", agent)
        .where("updated_at", "<", before)
        .where("title", "is not", null)
        .where("archived_at", "is", null)
        .orderBy("updated_at")
        .limit(limit)
        .execute(),
    labelTaken: async (tx: ConversationTx, account: string, label: string, except: string): Promise<boolean> =>
      (await tx
        .selectFrom("conversations")
        .select("id")
        .where("account", "=", account)
        .where("label", "=", label)
        .where("id", "!=", except)
        .executeTakeFirst()) !== undefined,
    insert: (tx: ConversationTx, row: ConversationRow) => tx.insertInto("conversations").values(row).execute(),
    update: (tx: ConversationTx, id: string, values: Partial<ConversationRow>) =>
      tx.updateTable("conversations").set(values).where("id", "=", id).execute(),
    /** Notes where a message lies, and its words for the search. */
    async insertMessage(
      tx: ConversationTx,
      row: Omit<MessageRow, "n">,
      { account, words }: { account: string; words: string },
    ): Promise<void> {
      const { insertId } = await tx.insertInto("conversation_messages").values(row).executeTakeFirstOrThrow();
      await sql`INSERT INTO conversation_words (rowid, owner, words)
        VALUES (${Number(insertId)}, ${ownerWord(account)}, ${words})`.execute(tx);
    },
    ...createSaid(reader),
    /** Numbers of all rows that hold a message. */
    seqs: async (tx: ConversationTx, conversation: string): Promise<number[]> =>
      (
        await tx.selectFrom("conversation_messages").select("seq").where("conversation", "=", conversation).execute()
      ).map(({ seq }) => seq),
    /** Takes a conversation and its index away; what its chain held must be erased in the same transaction. */
    async remove(tx: ConversationTx, id: string): Promise<void> {
      await sql`
        DELETE FROM conversation_words
        WHERE rowid IN (SELECT n FROM conversation_messages WHERE conversation = ${id})`.execute(tx);
      await tx.deleteFrom("conversation_messages").where("conversation", "=", id).execute();
      await tx.deleteFrom("conversations").where("id", "=", id).execute();
    },
    /** Messages of an account that hold words that begin so, all of them, newest first. */
    search: async (
      account: string,
      words: readonly string[],
      limit: number,
    ): Promise<(MessageRow & { key: string })[]> => {
      // Quoted, so that nothing of it is read as the search's own language; of one account from the first step on.
      const begins = words.map((word) => `"${word}"*`).join(" ");
      const match = `owner : "${ownerWord(account)}" AND words : (${begins})`;
      const found = await sql<MessageRow & { key: string }>`
        SELECT m.*, c.key FROM conversation_words
        JOIN conversation_messages m ON m.n = conversation_words.rowid
        JOIN conversations c ON c.id = m.conversation AND c.account = ${account}
        WHERE conversation_words MATCH ${match} AND m.aside_at IS NULL ORDER BY m.at DESC, m.n DESC LIMIT ${limit}`.execute(
        reader,
      );
      return found.rows;
    },
  };
}

export type ConversationStore = ReturnType<typeof createConversationStore>;

function findIn(from: Kysely<ConversationTables>, account: string, key: string) {
  return from
    .selectFrom("conversations")
    .selectAll()
    .where("account", "=", account)
    .where("key", "=", key)
    .executeTakeFirst();
}

/** An account as one word of the search. */
function ownerWord(account: string): string {
  return createHash("sha256").update(account).digest("hex");
}
