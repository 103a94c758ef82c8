import type { MediaKey } from "@parley/matrix";

/** So long a key waits for the membership of who sent it. */
const waitMs = 30_000;
/** More senders than join a call at once; whoever sends keys without coming pushes out none but the oldest. */
const mostSenders = 64;
/** A sender changes its key at most once a second while it comes. */
const mostKeys = 4;

/** Keys of devices that have no place in the call yet, bounded and for a short time. */
export class EarlyKeys {
  readonly #held = new Map<string, { readonly key: MediaKey; readonly at: number }[]>();

  /** `at` and `now`: milliseconds of one clock. */
  hold(identity: string, key: MediaKey, at: number): void {
    const keys = [...this.#young(identity, at), { key, at }].slice(-mostKeys);
    this.#held.delete(identity);
    this.#held.set(identity, keys);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostSenders) break;
      this.#held.delete(oldest);
    }
  }

  /** What came of this sender lately, oldest first; it is held no longer. */
  take(identity: string, now: number): readonly MediaKey[] {
    const keys = this.#young(identity, now);
    this.#held.delete(identity);
    return keys.map(({ key }) => key);
  }

  #young(identity: string, now: number) {
    return (this.#held.get(identity) ?? []).filter(({ at }) => now - at < waitMs);
  }
}
