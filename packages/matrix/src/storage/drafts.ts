import { type Clock, signal } from "@parley/kernel";
import type { Drafts } from "../contract/session.ts";
import { mapped, matrixError } from "../errors.ts";
import { draftRooms, readDraftName } from "./draft-names.ts";
import type { Json, SealedStore } from "./sealed-store.ts";

/** What the names of drafts begin with in an account's sealed values. */
export const draftPrefix = "draft/";
/** Most rooms that drafts are kept of: beyond it the oldest go. */
const maxRooms = 200;
/** Longest draft, in UTF-16 units: about 1.5 times what fits into one event. */
export const maxWords = 100_000;

/** A draft as it is kept. */
export interface KeptDraft {
  readonly words: string;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
}

/** The draft in a sealed value; null: it is none. */
export function keptDraft(value: Json): KeptDraft | null {
  if (typeof value !== "object" || value === null || !("words" in value)) return null;
  const { words, at } = value;
  return typeof words === "string" && typeof at === "number" ? { words, at } : null;
}

/** Drafts, and what has them looked for: none are known before, and another tab may have written some since. */
interface StoredDrafts extends Drafts {
  look(): void;
}

/** Which rooms have a draft, as it is written down. */
function createRegister(sealed: SealedStore) {
  const rooms = signal<ReadonlySet<string>>(new Set());
  let names = new Set<string>();
  /** Written or removed while the names are being read: known better here. */
  let meanwhile = new Map<string, boolean>();
  const show = (): void => {
    const now = draftRooms([...names]);
    const before = rooms.peek();
    if (now.size !== before.size || [...now].some((roomId) => !before.has(roomId))) rooms.value = now;
  };
  const note = (name: string, kept: boolean): void => {
    meanwhile.set(name, kept);
    if (kept) names.add(name);
    else names.delete(name);
    show();
  };
  const look = async (): Promise<void> => {
    const since = new Map<string, boolean>();
    meanwhile = since;
    const found = new Set((await sealed.keys(draftPrefix)).map((name) => name.slice(draftPrefix.length)));
    // Begun anew in between: that one knows more.
    if (meanwhile !== since) return;
    meanwhile = new Map();
    for (const [name, kept] of since) {
      if (kept) found.add(name);
      else found.delete(name);
    }
    names = found;
    show();
  };
  return { rooms, note, look };
}

/** Unsent words in an account's sealed values: gone with the account, at sign-out. */
export function createDrafts(sealed: SealedStore, clock: Clock): StoredDrafts {
  const register = createRegister(sealed);
  const remove = async (name: string): Promise<void> => {
    await sealed.delete(name);
    register.note(name.slice(draftPrefix.length), false);
  };
  /** What cannot be opened or read counts as the oldest. */
  const writtenAt = async (name: string): Promise<number> => {
    try {
      return keptDraft(await sealed.get(name))?.at ?? 0;
    } catch {
      return 0;
    }
  };
  /** By room: what a room's draft answers, and what came back beside it, goes and stays with it. */
  const dropOldest = async (): Promise<void> => {
    const rooms = new Map<string, string[]>();
    for (const name of await sealed.keys(draftPrefix)) {
      const { roomId } = readDraftName(name.slice(draftPrefix.length));
      rooms.set(roomId, [...(rooms.get(roomId) ?? []), name]);
    }
    if (rooms.size <= maxRooms) return;
    const dated = await Promise.all(
      [...rooms.values()].map(async (names) => ({ names, at: Math.max(...(await Promise.all(names.map(writtenAt)))) })),
    );
    dated.sort((a, b) => a.at - b.at);
    for (const { names } of dated.slice(0, rooms.size - maxRooms)) {
      for (const name of names) await remove(name);
    }
  };
  return {
    rooms: register.rooms,
    // What cannot be read has no mark; who opens the room is told by its field.
    look: () => void register.look().catch(() => {}),
    get: (roomId) => mapped(async () => keptDraft(await sealed.get(draftPrefix + roomId))?.words ?? null),
    set: (roomId, words) =>
      mapped(async () => {
        const name = draftPrefix + roomId;
        if (words === null || words === "") return await remove(name);
        if (words.length > maxWords) throw matrixError("MATRIX_TOO_LARGE", `a draft of ${words.length} letters`);
        await sealed.put(name, { words, at: clock.now() });
        register.note(roomId, true);
        await dropOldest();
      }),
  };
}
