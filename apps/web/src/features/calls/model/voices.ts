import { createKept, type Kept, type KeptStore, voicesKey } from "../../../shared/kept.ts";

/** How somebody is heard here: 0 to 1, and whether at all. */
export interface Voice {
  readonly volume: number;
  readonly muted: boolean;
}

/** How loud one hears whom, in this browser; kept over calls and reloads. */
export interface Voices {
  readonly voices: readonly (readonly [userId: string, voice: Voice])[];
}

/** Nobody has turned down more people by hand. */
export const mostVoices = 500;
/** Longer than any user id, in characters. */
const longest = 255;

/** Reads and keeps them; what is not well-formed is left out. */
export const createVoices = (store: KeptStore): Kept<Voices> =>
  createKept<Voices>(store, voicesKey, { voices: [] }, ({ voices }) =>
    Array.isArray(voices) ? { voices: voices.flatMap(read).slice(-mostVoices) } : {},
  );

function read(entry: unknown): readonly [string, Voice][] {
  if (!Array.isArray(entry)) return [];
  const [userId, voice]: readonly unknown[] = entry;
  if (typeof userId !== "string" || userId.length > longest || typeof voice !== "object") return [];
  const { volume, muted }: { volume?: unknown; muted?: unknown } = { ...voice };
  if (typeof volume !== "number" || !(volume >= 0 && volume <= 1) || typeof muted !== "boolean") return [];
  return [[userId, { volume, muted }]];
}
