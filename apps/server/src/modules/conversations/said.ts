import type { Kysely } from "kysely";
import type { ConversationRow, ConversationTables, ConversationTx, MessageRow } from "./tables.ts";

/** Queries of what was said. */
export function createSaid(reader: Kysely<ConversationTables>) {
  return {
    messageIn: (
      tx: ConversationTx,
      id: string,
      conversation?: string,
    ): Promise<Pick<MessageRow, "parent" | "at"> | undefined> =>
      tx
        .selectFrom("conversation_messages")
        .select(["parent", "at"])
        .where("id", "=", id)
        .$if(conversation !== undefined, (query) => query.where("conversation", "=", conversation ?? ""))
        .executeTakeFirst(),
    /** The newest messages of a session that stand, newest first. */
    newest: (conversation: string, sessionId: string, limit: number): Promise<MessageRow[]> =>
      reader
        .selectFrom("conversation_messages")
        .selectAll()
        .$castTo<MessageRow>()
        .where("conversation", "=", conversation)
        .where("session_id", "=", sessionId)
        .where("aside_at", "is", null)
        .orderBy("seq", "desc")
        .limit(limit)
        .execute(),
    lastQuestion: (tx: ConversationTx, { id, session_id }: ConversationRow): Promise<MessageRow | undefined> =>
      tx
        .selectFrom("conversation_messages")
        .selectAll()
        .$castTo<MessageRow>()
        .where("conversation", "=", id)
        .where("session_id", "=", session_id)
        .where("aside_at", "is", null)
        .where("role", "=", "user")
        .orderBy("seq", "desc")
        .limit(1)
        .executeTakeFirst(),
    /** Puts aside what stands behind a message of a session. */
    putAside: (tx: ConversationTx, { conversation, session_id, seq }: MessageRow, at: number) =>
      tx
        .updateTable("conversation_messages")
        .set({ aside_at: at })
        .where("conversation", "=", conversation)
        .where("session_id", "=", session_id)
        .where("seq", ">", seq)
        .where("aside_at", "is", null)
        .execute(),
    /** Messages of all sessions after a row, oldest first. */
    after: (conversation: string, seq: number, limit: number): Promise<MessageRow[]> =>
      reader
        .selectFrom("conversation_messages")
        .selectAll()
        .$castTo<MessageRow>()
        .where("conversation", "=", conversation)
        .where("seq", ">", seq)
        .orderBy("seq")
        .limit(limit)
        .execute(),
  };
}
