import { draftReplyName, type Drafts as KeptDrafts, type MessageItem, plainOf } from "@parley/matrix";

/** Where drafts are kept. */
export type DraftStore = Pick<KeptDrafts, "get" | "set">;

/** What a reply has to know of the message that it answers. */
export interface Answered {
  readonly key: string;
  /** Null: an own message that has no id yet. */
  readonly eventId: string | null;
  readonly senderId: string;
  readonly senderName: string;
  /** What it says, as one line; nothing when it has no words. */
  readonly line: string;
}

/** Of the quoted words, more than any line shows. UTF-16 units. */
const longestLine = 160;

/** The words of a message in one line. */
export const lineOf = ({ body }: MessageItem): string =>
  plainOf(body).slice(0, 1_000).replace(/\s+/gu, " ").trim().slice(0, longestLine);

export const answeredOf = (item: MessageItem): Answered => ({
  key: item.key,
  eventId: item.eventId,
  senderId: item.senderId,
  senderName: item.senderName,
  line: lineOf(item),
});

/** Which message a room's draft answers. */
export interface DraftReplies {
  /** What is known without waiting; undefined: not read yet. */
  get(roomId: string): Answered | null | undefined;
  load(roomId: string): Promise<Answered | null>;
  set(roomId: string, to: Answered | null): void;
  /** The draft leaves with what it answers: that is kept until it has arrived, should the page end before. */
  leave(roomId: string, to: Answered | null): { arrived(): void; back(): void };
  /** Another tab writes here now. */
  forget(): void;
}

function read(text: string): Answered | null {
  const kept: unknown = JSON.parse(text);
  if (!Array.isArray(kept)) return null;
  const [eventId, senderId, senderName, line]: readonly unknown[] = kept;
  return typeof eventId === "string" &&
    typeof senderId === "string" &&
    typeof senderName === "string" &&
    typeof line === "string"
    ? { key: eventId, eventId, senderId, senderName, line }
    : null;
}

/** A message without an id goes by a key that another page does not know. */
const written = (to: Answered | null): string | null =>
  to === null || to.eventId === null ? null : JSON.stringify([to.eventId, to.senderId, to.senderName, to.line]);

/** Keeps them beside the words, under a name of their own: drafts without one stay as they were. */
export function createDraftReplies(
  kept: DraftStore,
  inTurn: <T>(name: string, work: () => Promise<T>) => Promise<T | null>,
): DraftReplies {
  const known = new Map<string, Answered | null>();
  return {
    get: (roomId) => known.get(roomId),
    async load(roomId) {
      const name = draftReplyName(roomId);
      const found = await inTurn(name, async () => ({ to: read((await kept.get(name)) ?? "null") }));
      // What cannot be read now is asked for again.
      if (found !== null && !known.has(roomId)) known.set(roomId, found.to);
      return known.get(roomId) ?? null;
    },
    set(roomId, to) {
      known.set(roomId, to);
      const name = draftReplyName(roomId);
      inTurn(name, () => kept.set(name, written(to)));
    },
    leave(roomId, to) {
      known.set(roomId, null);
      const name = draftReplyName(roomId);
      const left = written(to);
      return {
        arrived() {
          // Another answer may have been begun since, here or in another tab.
          const isOver = async () => !known.get(roomId) && (await kept.get(name)) === left;
          if (left !== null) inTurn(name, async () => (await isOver()) && (await kept.set(name, null)));
        },
        back() {
          if (known.get(roomId) === null) known.set(roomId, to);
        },
      };
    },
    forget: () => known.clear(),
  };
}
