import { createHash } from "node:crypto";
import type { Clock } from "@parley/kernel";
import { limits } from "@parley/protocol";
import { fault } from "./faults.ts";

const keysPerSubject = 256;
const subjects = 2048;

/** Remembers answers of writes: the same key of the same subject gives the same answer while it is remembered. */
export interface Idempotency {
  /** Runs `work` once for the key. Throws CONFLICT when the key came before with other parameters. */
  once(subject: string, key: string, method: string, params: unknown, work: () => Promise<unknown>): Promise<unknown>;
}

interface Remembered {
  readonly fingerprint: string;
  readonly answer: Promise<unknown>;
  readonly at: number;
}

/** In memory, bounded by subjects and by keys of each, for `limits.idempotencyMs`. */
export function createIdempotency(clock: Clock): Idempotency {
  const bySubject = new Map<string, Map<string, Remembered>>();
  return {
    once(subject, key, method, params, work) {
      const fingerprint = createHash("sha256").update(method).update("\0").update(JSON.stringify(params)).digest("hex");
      const keys = bySubject.get(subject) ?? new Map<string, Remembered>();
      // Moved to the end: the map forgets who was idle longest.
      bySubject.delete(subject);
      bySubject.set(subject, keys);
      dropOldest(bySubject, subjects);
      const known = keys.get(key);
      if (known && clock.now() - known.at < limits.idempotencyMs) {
        if (known.fingerprint !== fingerprint) {
          throw fault("CONFLICT", "This idempotency key was used for another request.");
        }
        return known.answer;
      }
      const answer = work();
      const entry: Remembered = { fingerprint, answer, at: clock.now() };
      keys.delete(key);
      keys.set(key, entry);
      dropOldest(keys, keysPerSubject);
      // A failure changed nothing: the same key may try again.
      answer.catch(() => {
        if (keys.get(key) === entry) keys.delete(key);
      });
      return answer;
    },
  };
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  while (map.size > most) {
    const oldest = map.keys().next().value;
    if (oldest === undefined) return;
    map.delete(oldest);
  }
}
