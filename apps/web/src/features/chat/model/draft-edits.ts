import type { Clock } from "@parley/kernel";
import { draftEditName } from "@parley/matrix";
import type { DraftStore } from "./draft-replies.ts";

/** Written down at the latest this long after the first key that is not. */
const writeMs = 250;

/** A change to a message that is not sent yet. */
export interface Edited {
  readonly eventId: string;
  readonly words: string;
}

/** Which message of a room is being changed, and into what. */
export interface DraftEdits {
  load(roomId: string): Promise<Edited | null>;
  set(roomId: string, edited: Edited | null): void;
  /** Writes down at once what waits. */
  flush(): void;
  /** Another tab writes here now. */
  forget(): void;
}

function read(text: string): Edited | null {
  const kept: unknown = JSON.parse(text);
  if (!Array.isArray(kept)) return null;
  const [eventId, words]: readonly unknown[] = kept;
  return typeof eventId === "string" && typeof words === "string" ? { eventId, words } : null;
}

/** Keeps them beside the words of a draft, under a name of their own. What the store refuses stays in memory. */
export function createDraftEdits(
  kept: DraftStore,
  inTurn: <T>(name: string, work: () => Promise<T>) => Promise<T | null>,
  clock: Clock,
): DraftEdits {
  const known = new Map<string, Edited | null>();
  const waiting = new Map<string, () => void>();
  const write = (roomId: string): void => {
    waiting.get(roomId)?.();
    waiting.delete(roomId);
    const edited = known.get(roomId) ?? null;
    const name = draftEditName(roomId);
    inTurn(name, () => kept.set(name, edited === null ? null : JSON.stringify([edited.eventId, edited.words])));
  };
  const flush = (): void => {
    for (const roomId of [...waiting.keys()]) write(roomId);
  };
  return {
    async load(roomId) {
      const name = draftEditName(roomId);
      const found = await inTurn(name, async () => ({ edited: read((await kept.get(name)) ?? "null") }));
      // What cannot be read now is asked for again.
      if (found !== null && !known.has(roomId)) known.set(roomId, found.edited);
      return known.get(roomId) ?? null;
    },
    set(roomId, edited) {
      // Nothing is kept and nothing is to be: most rooms, most of the time.
      if (edited === null && known.get(roomId) === null) return;
      known.set(roomId, edited);
      if (!waiting.has(roomId))
        waiting.set(
          roomId,
          clock.after(writeMs, () => write(roomId)),
        );
    },
    flush,
    forget: () => known.clear(),
  };
}
