import type { Transaction } from "kysely";

/** A conversation's row: names and settings. What was said lies in its chain. */
export interface ConversationRow {
  id: string;
  account: string;
  agent: string;
  key: string;
  /** Changes at each reset. */
  session_id: string;
  label: string | null;
  settings: string;
  /** The beginning of the first and of the newest message of this session; null: nothing was said. */
  title: string | null;
  preview: string | null;
  total_tokens: number;
  created_at: number;
  updated_at: number;
  archived_at: number | null;
  pinned: number;
  /** Where what was read came from, as JSON; null: all of it was the person's own. */
  taint: string | null;
  /** When and why it began anew the last time, as JSON; null: it never has. */
  anew: string | null;
}

/** Where a message lies: row `seq` of its conversation's chain holds what it says. */
export interface MessageRow {
  n: number;
  conversation: string;
  seq: number;
  id: string;
  parent: string | null;
  session_id: string;
  role: "user" | "assistant" | "toolResult" | "system";
  label: string | null;
  at: number;
  /** The run that it began, or that said it; null: no run's. */
  run: string | null;
  /** When something else was to be said in its place; null: it stands. */
  aside_at: number | null;
}

export interface ConversationTables {
  conversations: ConversationRow;
  conversation_messages: Omit<MessageRow, "n"> & { n?: number };
}
export type ConversationTx = Transaction<ConversationTables>;
