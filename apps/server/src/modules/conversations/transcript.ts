import { type Clock, createId, type Random } from "@parley/kernel";
import type { HistoryMessage } from "@parley/protocol";
import type { Chain } from "../../platform/chain/chain.ts";
import type { ConversationStore } from "./store.ts";
import type { ConversationRow, ConversationTx, MessageRow } from "./tables.ts";

/** What is to be kept of a message. */
export interface NewMessage {
  readonly role: MessageRow["role"];
  readonly content: HistoryMessage["content"];
  readonly label?: string;
  /** Made here where nobody has one. */
  readonly id?: string;
  readonly run?: string;
}

/** Who else keeps what was said: what is erased here is erased there, in the same transaction. `key` null: all of an account. */
export interface Others {
  /** Ends what is being said. */
  quiet(account: string, key: string | null): Promise<void>;
  /** Whether something is being said, or waits to be. */
  isBusy(account: string, key: string): Promise<boolean>;
  erase(tx: ConversationTx, account: string, key: string | null): Promise<void>;
}

const shownLength = 160;

/** What was said in conversations: rows of a chain each, and where they lie. */
export function createTranscript(deps: {
  readonly rows: ConversationStore;
  readonly chain: Chain;
  readonly others: Others;
  readonly clock: Clock;
  readonly random: Random;
}) {
  const { rows, chain, others, clock, random } = deps;
  return {
    /** Writes messages behind `parent`; answers their ids. */
    async append(
      tx: ConversationTx,
      row: ConversationRow,
      messages: readonly NewMessage[],
      parent: string | null,
    ): Promise<string[]> {
      const at = clock.now();
      const ids: string[] = [];
      for (const { role, content, label, run = null, id = createId("msg", random) } of messages) {
        const before = ids.at(-1) ?? parent;
        const seq = await chain.append(tx, streamOf(row.id), [
          { at, kind: "message", header: { id, parent: before, role }, content },
        ]);
        const message = { conversation: row.id, seq, id, parent: before, session_id: row.session_id, role, at };
        await rows.insertMessage(
          tx,
          { ...message, label: label ?? null, run, aside_at: null },
          {
            account: row.account,
            words: textOf(content),
          },
        );
        ids.push(id);
      }
      const first = messages.find(({ role }) => role === "user") ?? messages[0];
      await rows.update(tx, row.id, {
        updated_at: at,
        preview: beginningOf(messages.at(-1)) ?? row.preview,
        title: row.title ?? beginningOf(first),
      });
      return ids;
    },
    /** What these messages say. They are of one conversation, in order. */
    async told(row: ConversationRow, messages: readonly MessageRow[]): Promise<HistoryMessage[]> {
      const [first] = messages;
      const last = messages.at(-1);
      if (!first || !last) return [];
      const range = { after: first.seq - 1, limit: last.seq - first.seq + 1 };
      const contents = await chain.contents(streamOf(row.id), range);
      return messages.map(({ seq, id, parent, role, label, at, run }) => ({
        id,
        parentId: parent,
        role,
        content: contentOf(contents.get(seq)),
        timestamp: at,
        ...(label === null ? {} : { label }),
        ...(run === null ? {} : { runId: run }),
      }));
    },
    /** Takes a conversation away with all that was said in it; that it was said stays in the chain. */
    async erase(tx: ConversationTx, row: ConversationRow, by: string): Promise<void> {
      await chain.erase(tx, streamOf(row.id), await rows.seqs(tx, row.id), by, clock.now());
      await others.erase(tx, row.account, row.key);
      await rows.remove(tx, row.id);
    },
    verify: async (row: ConversationRow) => ({
      rows: await chain.head(streamOf(row.id)),
      faults: [...(await chain.verify(streamOf(row.id)))],
    }),
  };
}

export type Transcript = ReturnType<typeof createTranscript>;

/** Of what was said in one answer: more would be more than a connection takes at once. */
export const answerBytes = 1024 * 1024;

/** What a message takes of an answer, in bytes. */
export function sizeOf(message: HistoryMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}

/** The words of a message, without what is no text. */
export function textOf(content: HistoryMessage["content"]): string {
  return content.map(({ text }) => text).join("\n");
}

function beginningOf(message: NewMessage | undefined): string | null {
  if (!message) return null;
  const text = textOf(message.content).replace(/\s+/g, " ").trim();
  return text === "" ? null : Array.from(text).slice(0, shownLength).join("");
}

function contentOf(stored: unknown): HistoryMessage["content"] {
  return Array.isArray(stored) ? stored : [];
}

function streamOf(id: string): string {
  return `conversation:${id}`;
}
