import type { Clock } from "@parley/kernel";
import type { Drafts } from "../contract/session.ts";
import { mapped, matrixError } from "../errors.ts";
import { readDraftName } from "./draft-names.ts";
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

/** Unsent words in an account's sealed values: gone with the account, at sign-out. */
export function createDrafts(sealed: SealedStore, clock: Clock): Drafts {
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
      for (const name of names) await sealed.delete(name);
    }
  };
  return {
    get: (roomId) => mapped(async () => keptDraft(await sealed.get(draftPrefix + roomId))?.words ?? null),
    set: (roomId, words) =>
      mapped(async () => {
        const name = draftPrefix + roomId;
        if (words === null || words === "") return await sealed.delete(name);
        if (words.length > maxWords) throw matrixError("MATRIX_TOO_LARGE", `a draft of ${words.length} letters`);
        await sealed.put(name, { words, at: clock.now() });
        await dropOldest();
      }),
  };
}
