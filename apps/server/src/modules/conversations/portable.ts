import { takeWithin } from "@parley/kernel";
import type { HistoryMessage } from "@parley/protocol";
import type { Authorized } from "../../platform/call.ts";
import type { ConversationStore } from "./store.ts";
import type { ConversationRow } from "./tables.ts";
import { answerBytes, type Others, sizeOf, type Transcript } from "./transcript.ts";

/** Messages of one page, and conversations of one step. */
const step = 200;

/** Carrying off and erasing all that an account has. */
export function createPortable({
  rows,
  transcript,
  others,
}: {
  rows: ConversationStore;
  transcript: Transcript;
  others: Others;
}) {
  return {
    /** One page of what an account has: conversations with some of their messages, and where the next page begins. */
    async exportPage(account: Authorized<string, "export">, after: string | undefined) {
      const [id = "", seq = "0"] = after === undefined ? [] : after.split(" ");
      const pages: { row: ConversationRow; messages: HistoryMessage[] }[] = [];
      const conversations = await rows.page(account, id, step);
      let left = step;
      let room = answerBytes;
      for (const row of conversations) {
        const from = row.id === id ? Number(seq) : 0;
        const found = await rows.after(row.id, Number.isSafeInteger(from) ? from : 0, left);
        const told = await transcript.told(row, found);
        // At least one: a page that brought nothing would be asked for again and again.
        const fit = takeWithin(told, sizeOf, room).length;
        const messages = told.slice(0, pages.length === 0 ? Math.max(1, fit) : fit);
        room -= messages.reduce((sum, message) => sum + sizeOf(message), 0);
        pages.push({ row, messages });
        left -= messages.length;
        if (messages.length < found.length || left <= 0) {
          const last = found[messages.length - 1]?.seq ?? (row.id === id ? Number(seq) : 0);
          return { pages, next: `${row.id} ${last}` };
        }
      }
      const last = conversations.at(-1);
      return { pages, next: conversations.length < step || !last ? null : `${last.id}${afterAny} 0` };
    },
    /** Erases everything of an account; answers how many conversations that were. */
    async purge(account: Authorized<string, "purge">, by: string): Promise<number> {
      await others.quiet(account, null);
      let count = 0;
      for (;;) {
        const batch = await rows.page(account, "", step);
        if (batch.length === 0) {
          await rows.write((tx) => others.erase(tx, account, null));
          return count;
        }
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
