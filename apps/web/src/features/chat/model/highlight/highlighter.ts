import type { Clock } from "@parley/kernel";
import type { HighlightRequest } from "./highlight.worker.ts";
import { languageNamed } from "./language-names.ts";
import type { CodeToken } from "./tokens.ts";

export type CodeLines = readonly (readonly CodeToken[])[];

/** The part of a `Worker` that is needed. */
export interface HighlightWorker {
  postMessage(request: HighlightRequest): void;
  onmessage: ((event: MessageEvent<{ readonly id: number; readonly lines: CodeLines | null }>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Longer code is drawn without colours. UTF-16 units. */
const longest = 20_000;
/** Code that takes longer was made to take long. The worker is ended. */
const patienceMs = 5_000;
/** Results that are kept, so that scrolling back costs nothing. */
const kept = 100;
/** Requests that wait at most. */
const mostWaiting = 50;

export interface Highlighter {
  /** Known already, or undefined. Null: it stays without colours. */
  peek(language: string, code: string): CodeLines | null | undefined;
  /** Resolves with the code's pieces, or null: it stays without colours. Never rejects. */
  lines(language: string, code: string): Promise<CodeLines | null>;
}

/** Colours code off the main thread: what someone wrote must not hold the page, whatever it does to a grammar. */
export function createHighlighter(start: () => HighlightWorker, clock: Clock): Highlighter {
  const results = new Map<string, CodeLines | null>();
  const waiting = new Map<number, { readonly key: string; readonly resolve: (lines: CodeLines | null) => void }>();
  let worker: HighlightWorker | null = null;
  let watch: (() => void) | null = null;
  let lastId = 0;

  const keep = (key: string, lines: CodeLines | null) => {
    results.delete(key);
    results.set(key, lines);
    const [oldest] = results.keys();
    if (results.size > kept && oldest !== undefined) results.delete(oldest);
  };
  const answer = (id: number, lines: CodeLines | null) => {
    const asked = waiting.get(id);
    if (asked === undefined) return;
    waiting.delete(id);
    keep(asked.key, lines);
    asked.resolve(lines);
    watch?.();
    watch = waiting.size === 0 ? null : clock.after(patienceMs, giveUp);
  };
  /** The one that is being worked on is to blame; the others are not asked again either, until they are drawn anew. */
  const giveUp = () => {
    worker?.terminate();
    worker = null;
    watch?.();
    watch = null;
    const [first, ...rest] = waiting;
    waiting.clear();
    if (first !== undefined) {
      keep(first[1].key, null);
      first[1].resolve(null);
    }
    for (const [, { resolve }] of rest) resolve(null);
  };

  return {
    peek: (language, code) => (languageNamed(language) === null ? null : results.get(`${language} ${code}`)),
    async lines(name, code) {
      const language = languageNamed(name);
      if (language === null || code.length > longest || waiting.size >= mostWaiting) return null;
      const key = `${name} ${code}`;
      const known = results.get(key);
      if (known !== undefined) return known;
      if (worker === null) {
        worker = start();
        worker.onmessage = ({ data }) => answer(data.id, data.lines);
        worker.onerror = giveUp;
      }
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<CodeLines | null>();
      waiting.set(id, { key, resolve });
      watch ??= clock.after(patienceMs, giveUp);
      worker.postMessage({ id, language, code });
      return promise;
    },
  };
}
