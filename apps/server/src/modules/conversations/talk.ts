import { createHash } from "node:crypto";
import type { Origin } from "@parley/agents";
import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import type { HistoryMessage } from "@parley/protocol";
import type { AnyTx } from "../../platform/store/store.ts";
import type { WireKey } from "./keys.ts";
import type { ConversationService } from "./service.ts";
import type { ConversationStore } from "./store.ts";
import type { ConversationRow, MessageRow } from "./tables.ts";
import type { NewMessage, Transcript } from "./transcript.ts";

/** Messages that one step of a copy takes. */
const step = 200;

/** Something that is said once, however often it is said with the same name. */
export interface Saying {
  readonly name: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  /** What whoever said it had read that was not the person's own. */
  readonly taint?: readonly Origin[];
  /** Begins the conversation where there is none. */
  readonly begins?: true;
  readonly run: string;
}

/** What others keep in the same transaction; what it throws undoes all of it. */
export type Also = (tx: AnyTx) => Promise<void>;
const nothingElse: Also = async () => {};

/** What was read in a conversation, over all of its runs since it began anew. */
export function taintOf({ taint }: ConversationRow): readonly Origin[] {
  return taint === null ? [] : JSON.parse(taint);
}

/** What runs say in conversations, and copies that go their own way. */
export function createTalk(parts: {
  readonly rows: ConversationStore;
  readonly service: ConversationService;
  readonly transcript: Transcript;
  readonly clock: Clock;
  readonly random: Random;
}) {
  const { rows, service, transcript, clock, random } = parts;

  const messagesOf = async (row: ConversationRow) =>
    (await rows.newest(row.id, row.session_id, Number.MAX_SAFE_INTEGER)).toReversed();

  /** A new one that says the same, with the settings and the taint of its source. */
  const begin = async (source: ConversationRow, messages: readonly MessageRow[], key: WireKey) => {
    const copied: NewMessage[] = [];
    for (let at = 0; at < messages.length; at += step) {
      const told = await transcript.told(source, messages.slice(at, at + step));
      copied.push(...told.map(({ role, content, label }) => ({ role, content, ...(label ? { label } : {}) })));
    }
    const name = `fork-${createId("f", random).slice(2, 12)}`.toLowerCase();
    const fresh: WireKey = { ...key, key: `agent:${source.agent}:${name}`, agentId: source.agent };
    await rows.write(async (tx) => {
      const row = await service.beginIn(tx, source.account, fresh);
      await rows.update(tx, row.id, { settings: source.settings, taint: source.taint });
      await transcript.append(tx, row, copied, null);
    });
    return service.found(source.account, fresh);
  };

  return {
    /** Says something once, however often it is said with the same name. Throws NOT_FOUND. */
    say: (
      account: string,
      key: WireKey,
      { name, role, text, taint = [], begins, run }: Saying,
      also: Also = nothingElse,
    ) =>
      rows.write(async (tx) => {
        const row =
          (await rows.findIn(tx, account, key.key)) ?? (begins ? await service.beginIn(tx, account, key) : undefined);
        if (!row) throw new AppError("NOT_FOUND", "There is no such conversation of yours.");
        // Names are anyone's to choose; ids are of all accounts.
        const id = `msg_${createHash("sha256").update(account).update("\0").update(name).digest("base64url").slice(0, 22)}`;
        const content = [{ type: "text" as const, text }];
        const known = await rows.messageIn(tx, id);
        const parentId = known ? known.parent : ((await rows.newest(row.id, row.session_id, 1))[0]?.id ?? null);
        if (!known) await transcript.append(tx, row, [{ id, role, content, run }], parentId);
        const all = [...new Set([...taintOf(row), ...taint])];
        if (all.length > 0) await rows.update(tx, row.id, { taint: JSON.stringify(all) });
        await also(tx);
        const message: HistoryMessage = {
          id,
          parentId,
          role,
          content,
          timestamp: known?.at ?? clock.now(),
          runId: run,
        };
        return message;
      }),
    /**
     * The last question, to be answered once more: what was answered to it is put aside. Throws NOT_FOUND, and CONFLICT where
     * it is not the last one.
     */
    again: async (
      account: string,
      key: WireKey,
      message: string,
      also: Also = nothingElse,
    ): Promise<HistoryMessage> => {
      const row = await service.found(account, key);
      const asked = await rows.write(async (tx) => {
        const last = await rows.lastQuestion(tx, row);
        if (last?.id === message) {
          await rows.putAside(tx, last, clock.now());
          await also(tx);
          return last;
        }
        if (await rows.messageIn(tx, message, row.id)) {
          throw new AppError(
            "CONFLICT",
            "Only the last question is answered again: copy the conversation up to it first.",
          );
        }
        throw new AppError("NOT_FOUND", "There is no such question in it.");
      });
      const [told] = await transcript.told(row, [asked]);
      if (!told) throw new AppError("NOT_FOUND", "There is no such question in it.");
      return told;
    },
    /** A new conversation with the same messages, up to `until` and with it. Throws NOT_FOUND. */
    async copy(account: string, key: WireKey, until: string | undefined): Promise<ConversationRow> {
      const source = await service.found(account, key);
      const all = await messagesOf(source);
      const end = until === undefined ? all.length - 1 : all.findIndex(({ id }) => id === until);
      if (until !== undefined && end < 0) throw new AppError("NOT_FOUND", "There is no such message in it.");
      return begin(source, all.slice(0, end + 1), key);
    },
    /** A new conversation with what was said before a question, and the question's words. Throws NOT_FOUND. */
    async fork(account: string, key: WireKey, question: string): Promise<{ row: ConversationRow; words: string }> {
      const source = await service.found(account, key);
      const all = await messagesOf(source);
      const at = all.findIndex(({ id, role }) => id === question && role === "user");
      const [asked] = await transcript.told(source, all.slice(at, at + 1));
      if (at < 0 || !asked) throw new AppError("NOT_FOUND", "There is no such question in it.");
      const words = asked.content.map(({ text }) => text).join("\n");
      return { row: await begin(source, all.slice(0, at), key), words };
    },
  };
}
