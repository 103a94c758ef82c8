import type { HistoryMessage } from "@parley/protocol";
import type { Authorized } from "../../platform/call.ts";
import type { ConversationStore } from "./store.ts";
import type { ConversationRow } from "./tables.ts";
import type { Transcript } from "./transcript.ts";

/** Messages of one page, and conversations of one step. */
const step = 200;

/** Carrying off and erasing all that an account has. */
export function createPortable({ rows, transcript }: { rows: ConversationStore; transcript: Transcript }) {
  return {
    /** One page of what an account has: conversations with some of their messages, and where the next page begins. */
    async exportPage(account: Authorized<string, "export">, after: string | undefined) {
      const [id = "", seq = "0"] = after === undefined ? [] : after.split(" ");
      const pages: { row: ConversationRow; messages: HistoryMessage[] }[] = [];
      const conversations = await rows.page(account, id, step);
      let left = step;
      for (const row of conversations) {
        const from = row.id === id ? Number(seq) : 0;
        const messages = await rows.after(row.id, Number.isSafeInteger(from) ? from : 0, left);
        pages.push({ row, messages: await transcript.told(row, messages) });
        left -= messages.length;
        if (left <= 0) return { pages, next: `${row.id} ${messages.at(-1)?.seq ?? 0}` };
      }
      const last = conversations.at(-1);
      return { pages, next: conversations.length < step || !last ? null : `${last.id}${afterAny} 0` };
    },
    /** Erases everything of an account; answers how many conversations that were. */
    async purge(account: Authorized<string, "purge">, by: string): Promise<number> {
      let count = 0;
      for (;;) {
        const batch = await rows.page(account, "", step);
        if (batch.length === 0) return count;
        for (const row of batch) {
          await rows.write((tx) => transcript.erase(tx, row, by));
          count++;
        }
      }
    },
  };
}

/** Behind an id, it comes after that id and before every other: ids are equally long and hold no such sign. */
const afterAny = "~";
