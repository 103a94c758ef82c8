import type { Clock } from "@parley/kernel";
import type { Drafts as KeptDrafts } from "@parley/matrix";

/** Written down this long after the last key. */
const restMs = 250;

/** Unsent words, per room: in memory at once, kept by the session when the keys rest. */
export interface Drafts {
  /** What is known of a room without waiting; null: not read yet. */
  get(roomId: string): string | null;
  /** Reads what was kept of a room before this page; nothing when there is none or it cannot be read. */
  load(roomId: string): Promise<string>;
  set(roomId: string, text: string): void;
  /** Writes down at once what waits: the page is being left. */
  flush(): void;
  /** Writes down what waits and forgets the rest: another tab writes here now. */
  handOver(): void;
}

/** Keeps drafts in memory, and sealed in `kept`. What the store refuses stays in memory. */
export function createDrafts(kept: KeptDrafts, clock: Clock): Drafts {
  const known = new Map<string, string>();
  const waiting = new Map<string, () => void>();
  /** One write of a room at a time: an older one must not come to rest on a newer one. */
  const writing = new Map<string, Promise<void>>();

  const write = (roomId: string): void => {
    waiting.get(roomId)?.();
    waiting.delete(roomId);
    const words = known.get(roomId) || null;
    const turn = (writing.get(roomId) ?? Promise.resolve())
      .then(() => kept.set(roomId, words))
      .catch(() => {})
      .finally(() => {
        if (writing.get(roomId) === turn) writing.delete(roomId);
      });
    writing.set(roomId, turn);
  };
  const flush = (): void => {
    for (const roomId of [...waiting.keys()]) write(roomId);
  };
  return {
    get: (roomId) => known.get(roomId) ?? null,
    async load(roomId) {
      const words = (await kept.get(roomId).catch(() => null)) ?? "";
      if (!known.has(roomId)) known.set(roomId, words);
      return words;
    },
    set(roomId, text) {
      known.set(roomId, text);
      waiting.get(roomId)?.();
      waiting.set(
        roomId,
        clock.after(restMs, () => write(roomId)),
      );
    },
    flush,
    handOver() {
      flush();
      known.clear();
    },
  };
}
