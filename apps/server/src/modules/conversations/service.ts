import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import type { Anew, HistoryMessage } from "@parley/protocol";
import type { WireKey } from "./keys.ts";
import type { ConversationStore } from "./store.ts";
import type { ConversationRow, ConversationTx } from "./tables.ts";
import type { NewMessage, Transcript } from "./transcript.ts";

/** What a person may set of a conversation; null takes it back. */
export interface Settings {
  readonly thinkingLevel?: string | null | undefined;
  readonly verboseLevel?: string | null | undefined;
  readonly reasoningLevel?: string | null | undefined;
  readonly model?: string | null | undefined;
}

interface Change extends Settings {
  readonly label?: string | null | undefined;
  readonly archived?: boolean | undefined;
  readonly pinned?: boolean | undefined;
}

const conversationsMost = 20_000;

/** Conversations, and what was said in them. Every write is one transaction. */
export function createConversationService(deps: {
  readonly rows: ConversationStore;
  readonly transcript: Transcript;
  readonly clock: Clock;
  readonly random: Random;
  /** A conversation began anew. */
  readonly onAnew: (row: ConversationRow, anew: Anew) => void;
}) {
  const { rows, transcript, clock, random, onAnew } = deps;
  const newId = (prefix: string) => createId(prefix, random);

  const beginIn = async (tx: ConversationTx, account: string, { key, agentId }: WireKey): Promise<ConversationRow> => {
    if ((await rows.countOf(tx, account)) >= conversationsMost) {
      throw new AppError("CONFLICT", `An account has at most ${conversationsMost} conversations: delete some first.`);
    }
    const now = clock.now();
    const row: ConversationRow = {
      id: newId("cnv"),
      account,
      agent: agentId,
      key,
      session_id: crypto.randomUUID(),
      label: null,
      settings: "{}",
      title: null,
      preview: null,
      total_tokens: 0,
      created_at: now,
      updated_at: now,
      archived_at: null,
      pinned: 0,
      taint: null,
      anew: null,
    };
    await rows.insert(tx, row);
    return row;
  };

  const found = async (account: string, key: WireKey): Promise<ConversationRow> => {
    const row = await rows.find(account, key.key);
    if (!row) throw new AppError("NOT_FOUND", "There is no such conversation of yours.");
    return row;
  };

  return {
    found,
    beginIn,
    /** The newest messages of a session, oldest first. */
    async history(row: ConversationRow, limit: number): Promise<HistoryMessage[]> {
      return transcript.told(row, (await rows.newest(row.id, row.session_id, limit)).toReversed());
    },
    /** Says something in a conversation; answers the ids. Throws NOT_FOUND. */
    append: (account: string, key: WireKey, messages: readonly NewMessage[]): Promise<string[]> =>
      rows.write(async (tx) => {
        const row = await rows.findIn(tx, account, key.key);
        if (!row) throw new AppError("NOT_FOUND", "There is no such conversation of yours.");
        const [newest] = await rows.newest(row.id, row.session_id, 1);
        return transcript.append(tx, row, messages, newest?.id ?? null);
      }),
    /** Changes what is named, and begins the conversation where there is none. Throws CONFLICT. */
    patch: (account: string, key: WireKey, change: Change): Promise<ConversationRow> =>
      rows.write(async (tx) => {
        const row = (await rows.findIn(tx, account, key.key)) ?? (await beginIn(tx, account, key));
        if (typeof change.label === "string" && (await rows.labelTaken(tx, account, change.label, row.id))) {
          throw new AppError("CONFLICT", "Another conversation of yours has this label.");
        }
        const settings = { ...settingsOf(row) };
        for (const name of settingNames) {
          const value = change[name];
          if (value === null) delete settings[name];
          else if (value !== undefined) settings[name] = value;
        }
        const values = {
          settings: JSON.stringify(settings),
          label: change.label === undefined ? row.label : change.label,
          archived_at: change.archived === undefined ? row.archived_at : change.archived ? clock.now() : null,
          pinned: change.pinned === undefined ? row.pinned : Number(change.pinned),
        };
        await rows.update(tx, row.id, values);
        return { ...row, ...values };
      }),
    /** What was said stays, in a session of its own that no model is shown. Throws NOT_FOUND. */
    async reset(account: string, key: WireKey): Promise<ConversationRow> {
      const row = await found(account, key);
      const anew: Anew = { at: clock.now(), why: "manual" };
      const values = { ...fresh(anew), updated_at: anew.at };
      await rows.write((tx) => rows.update(tx, row.id, values));
      const next = { ...row, ...values };
      onAnew(next, anew);
      return next;
    },
    /**
     * The same where something was said, and nothing since `before`; it stays in its place of the list. One that was put away
     * stays as it is. Whether it did.
     */
    async lapse(account: string, key: string, { before, why, unless }: Lapse): Promise<boolean> {
      const anew: Anew = { at: clock.now(), why };
      const lapsed = await rows.write(async (tx) => {
        const row = await rows.findIn(tx, account, key);
        if (row === undefined || !isDue(row, before) || (await unless())) return null;
        const values = fresh(anew);
        await rows.update(tx, row.id, values);
        return { ...row, ...values };
      });
      if (lapsed !== null) onAnew(lapsed, anew);
      return lapsed !== null;
    },
    /** Whether there was one. */
    remove: (account: string, key: WireKey): Promise<boolean> =>
      rows.write(async (tx) => {
        const row = await rows.findIn(tx, account, key.key);
        if (row) await transcript.erase(tx, row, account);
        return row !== undefined;
      }),
  };
}

export type ConversationService = ReturnType<typeof createConversationService>;

const settingNames = ["thinkingLevel", "verboseLevel", "reasoningLevel", "model"] as const;

/** What was set of a conversation. */
export function settingsOf(row: ConversationRow): Partial<Record<(typeof settingNames)[number], string>> {
  return JSON.parse(row.settings);
}

/** When a conversation begins anew by itself. */
interface Lapse extends Omit<Anew, "at"> {
  /** Nothing was said since then. */
  readonly before: number;
  readonly unless: () => Promise<boolean>;
}

const isDue = ({ title, archived_at, updated_at }: ConversationRow, before: number): boolean =>
  title !== null && archived_at === null && updated_at < before;

/** What a conversation is where it begins anew. */
function fresh(anew: Anew) {
  const nothing = { title: null, preview: null, taint: null, total_tokens: 0 };
  return { ...nothing, anew: JSON.stringify(anew), session_id: crypto.randomUUID() };
}
