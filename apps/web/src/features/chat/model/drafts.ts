import type { Clock } from "@parley/kernel";
import { draftReturnedName, joinedWords as joined } from "@parley/matrix";
import { createDraftEdits, type DraftEdits } from "./draft-edits.ts";
import { type Answered, createDraftReplies, type DraftReplies, type DraftStore } from "./draft-replies.ts";

/** Written down at the latest this long after the first key that is not: that much is lost in a crash. */
const writeMs = 250;

/** Words that have left the field and are not written down as a message yet: still a draft, should the page end now. */
export interface Leaving {
  /** They are safe: nothing is kept of them. */
  arrived(): void;
  /** They are drafts again: in the field of the room where there is one, else before what is kept of it. */
  back(): void;
}

/** Unsent words, per room: in memory at once, kept by the session soon after. */
export interface Drafts {
  readonly replies: DraftReplies;
  readonly edits: DraftEdits;
  /** What is known of a room without waiting; null: not read yet. */
  get(roomId: string): string | null;
  /**
   * Reads what was kept of a room before this page; nothing when there is none or it cannot be read now. What could not
   * be read is looked for again before anything is written over it, and then stands before what was written since.
   */
  load(roomId: string): Promise<string>;
  set(roomId: string, text: string): void;
  leave(roomId: string, words: string, answers: Answered | null): Leaving;
  /** The room has a field: words that come back stand there, with what they answer. The answer takes that away. */
  attach(roomId: string, putBack: (words: string, answers: Answered | null) => void): () => void;
  /** Writes down at once what waits: the page is being left. */
  flush(): void;
  /** Writes down what waits and forgets the rest: another tab writes here now. */
  handOver(): void;
}

/** Whether a text begins with these lines. */
const startsWith = (text: string, lines: string): boolean => text === lines || text.startsWith(`${lines}\n`);

/** Writes to the store: one of a room at a time, an older one must not come to rest on a newer one. */
function createWriter(kept: DraftStore) {
  const turns = new Map<string, Promise<unknown>>();
  return {
    /** Done after what was asked for before; what the store refuses stays in memory. */
    inTurn<T>(roomId: string, work: () => Promise<T>): Promise<T | null> {
      const turn = (turns.get(roomId) ?? Promise.resolve())
        .then(work)
        .catch(() => null)
        .finally(() => {
          if (turns.get(roomId) === turn) turns.delete(roomId);
        });
      turns.set(roomId, turn);
      return turn;
    },
    put: (roomId: string, words: string) => kept.set(roomId, words || null),
    /** What is kept of a room; what came back beside it is taken in first. */
    async take(roomId: string): Promise<string> {
      const words = (await kept.get(roomId)) ?? "";
      const aside = (await kept.get(draftReturnedName(roomId))) ?? "";
      if (aside === "") return words;
      const whole = startsWith(words, aside) ? words : joined(aside, words);
      try {
        await kept.set(roomId, whole);
        await kept.set(draftReturnedName(roomId), null);
      } catch {
        // Both were read, and both are kept still.
      }
      return whole;
    },
    /** Keeps words beside a draft that is another tab's. */
    async putAside(roomId: string, words: string): Promise<void> {
      if (startsWith((await kept.get(roomId)) ?? "", words)) return;
      await kept.set(draftReturnedName(roomId), joined((await kept.get(draftReturnedName(roomId))) ?? "", words));
    },
    /** Changes a draft that another tab may have written since: only while it is as it was left. */
    async replace(roomId: string, before: string, words: string): Promise<void> {
      if (before !== words && (await kept.get(roomId)) === before) await kept.set(roomId, words || null);
    },
  };
}

/** Keeps drafts in memory, and sealed in `kept`. What the store refuses stays in memory. */
export function createDrafts(kept: DraftStore, clock: Clock): Drafts {
  const writer = createWriter(kept);
  const replies = createDraftReplies(kept, writer.inTurn);
  const edits = createDraftEdits(kept, writer.inTurn, clock);
  const known = new Map<string, string>();
  const leaving = new Map<string, Set<{ readonly words: string }>>();
  const fields = new Map<string, (words: string, answers: Answered | null) => void>();
  const waiting = new Map<string, () => void>();
  /** What stood in a room's field when it was handed over. */
  const left = new Map<string, string>();
  /** Rooms of which something may be kept that could not be read. */
  const unread = new Set<string>();

  const going = (roomId: string): string =>
    [...(leaving.get(roomId) ?? [])].map(({ words }) => words).reduce(joined, "");
  const whole = (roomId: string): string => joined(going(roomId), known.get(roomId) ?? left.get(roomId) ?? "");
  /** Puts what could not be read before these words. Rejects while it still cannot be: nothing may be written over it. */
  const caughtUp = async (roomId: string, words: string): Promise<string> => {
    if (!unread.has(roomId)) return words;
    const before = await writer.take(roomId);
    unread.delete(roomId);
    if (before === "" || words.startsWith(before)) return words;
    const text = known.get(roomId);
    const field = fields.get(roomId);
    if (text !== undefined && field !== undefined) field(before, null);
    else if (text !== undefined) known.set(roomId, joined(before, text));
    return joined(before, words);
  };
  const write = (roomId: string): void => {
    waiting.get(roomId)?.();
    waiting.delete(roomId);
    const words = whole(roomId);
    writer.inTurn(roomId, async () => writer.put(roomId, await caughtUp(roomId, words)));
  };
  const soon = (roomId: string): void => {
    if (!waiting.has(roomId))
      waiting.set(
        roomId,
        clock.after(writeMs, () => write(roomId)),
      );
  };
  const set = (roomId: string, text: string): void => {
    known.set(roomId, text);
    soon(roomId);
  };
  const flush = (): void => {
    for (const roomId of [...waiting.keys()]) write(roomId);
    edits.flush();
  };
  return {
    replies,
    edits,
    get: (roomId) => known.get(roomId) ?? null,
    async load(roomId) {
      const words = await writer.inTurn(roomId, () => writer.take(roomId));
      if (words === null) {
        unread.add(roomId);
        return "";
      }
      // A field that was told that there is nothing hears of it when something is written there.
      if (!fields.has(roomId)) unread.delete(roomId);
      // What this page is still sending is not a draft here.
      const sending = going(roomId);
      const rest = sending !== "" && startsWith(words, sending) ? words.slice(sending.length + 1) : words;
      if (!known.has(roomId) && !unread.has(roomId)) known.set(roomId, rest);
      return rest;
    },
    set,
    leave(roomId, words, answers) {
      const entry = { words };
      const reply = replies.leave(roomId, answers);
      const entries = leaving.get(roomId) ?? new Set();
      leaving.set(roomId, entries.add(entry));
      soon(roomId);
      return {
        arrived() {
          const before = whole(roomId);
          entries.delete(entry);
          const after = whole(roomId);
          reply.arrived();
          // At once: until then they would be a draft again, though they are sent.
          if (known.has(roomId)) write(roomId);
          else writer.inTurn(roomId, () => writer.replace(roomId, before, after));
        },
        back() {
          entries.delete(entry);
          const field = fields.get(roomId);
          const text = known.get(roomId);
          if (field !== undefined) field(words, answers);
          else if (text !== undefined) {
            reply.back();
            set(roomId, joined(words, text));
          } else writer.inTurn(roomId, () => writer.putAside(roomId, words));
        },
      };
    },
    attach(roomId, putBack) {
      fields.set(roomId, putBack);
      return () => {
        if (fields.get(roomId) === putBack) fields.delete(roomId);
      };
    },
    flush,
    handOver() {
      flush();
      left.clear();
      for (const [roomId, text] of known) left.set(roomId, text);
      known.clear();
      replies.forget();
      edits.forget();
    },
  };
}
