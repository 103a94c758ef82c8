import type { MediaKey } from "@parley/matrix";
import type { KeySink } from "./keys.ts";

/** As many as may be in use while one follows the other. */
const mostKept = 4;
const mostSenders = 500;

/** One's own keys and those of others for every connection of a call, those that come later too. */
export class KeyFan implements KeySink {
  readonly #sinks = new Set<KeySink>();
  readonly #kept = new Map<string, readonly MediaKey[]>();

  use(identity: string, key: MediaKey): void {
    const others = (this.#kept.get(identity) ?? []).filter(({ index }) => index !== key.index);
    this.#kept.delete(identity);
    this.#kept.set(identity, [...others, key].slice(-mostKept));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostSenders) break;
      this.#kept.delete(oldest);
    }
    for (const sink of this.#sinks) sink.use(identity, key);
  }

  /** The answer takes it out again. */
  add(sink: KeySink): () => void {
    this.#sinks.add(sink);
    for (const [identity, keys] of this.#kept) for (const key of keys) sink.use(identity, key);
    return () => void this.#sinks.delete(sink);
  }
}
