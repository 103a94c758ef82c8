import { type Clock, messageOf as wordsOf } from "@parley/kernel";
import type { Model, ModelRequest } from "../contract/model.ts";
import type { ModelFault, StreamPart, Usage } from "../contract/stream.ts";
import { join } from "./collect.ts";

interface ReadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly firstMs: number;
  readonly chunkMs: number;
  readonly answerMs: number;
  readonly onPart: (part: StreamPart) => void;
}

export interface Read {
  /** Deltas joined; the last is always `finish` or `error`. */
  readonly parts: readonly StreamPart[];
  readonly fault?: ModelFault;
  readonly finish?: "stop" | "length" | "tool-calls" | "other";
  /** Undefined where the provider did not count. */
  readonly usage?: Usage;
  /** Whether anything of an answer came. */
  readonly begun: boolean;
}

/** Characters of one answer at most: what is longer is no answer. */
const maxChars = 4_000_000;

const stopped: ModelFault = { kind: "unknown", message: "stopped", retryable: false };

/** One stream from its first part to its last. Closed at once when the signal aborts or a deadline passes. Never rejects. */
export async function readStream(model: Model, request: ModelRequest, options: ReadOptions): Promise<Read> {
  const connection = new AbortController();
  const parts: StreamPart[] = [];
  let usage: Usage | undefined;
  let chars = 0;
  const close = () => connection.abort();
  options.signal.addEventListener("abort", close, { once: true });
  if (options.signal.aborted) close();
  const fault = (what: ModelFault): Read => {
    close();
    join(parts, { type: "error", fault: what });
    return readOf(parts, usage);
  };
  let iterator: AsyncIterator<StreamPart> | undefined;
  try {
    iterator = model.stream(request, connection.signal)[Symbol.asyncIterator]();
    const until = options.clock.now() + options.answerMs;
    for (let most = options.firstMs; ; most = options.chunkMs) {
      const wait = Math.max(0, Math.min(most, until - options.clock.now()));
      const next = await within(options.clock, wait, connection.signal, iterator.next());
      // Whoever is there and never comes to an end is not asked again.
      if (next === "late" && options.clock.now() >= until) {
        return fault({ kind: "timeout", message: `no end within ${options.answerMs} ms`, retryable: false });
      }
      if (next === "late") return fault({ kind: "timeout", message: `nothing came for ${wait} ms`, retryable: true });
      if (next === "stopped") return fault(stopped);
      if (next.done) return fault({ kind: "unknown", message: "the stream ended without an end", retryable: true });
      const part = next.value;
      if (part.type !== "finish" && part.type !== "error") options.onPart(part);
      if (part.type === "error" && options.signal.aborted) return fault(stopped);
      if (part.type === "usage") usage = { ...usage, ...part.usage };
      if ("delta" in part) chars += part.delta.length;
      if (part.type === "tool-end") chars += part.input.length;
      if (chars > maxChars) return fault({ kind: "unknown", message: "the answer has no end", retryable: false });
      join(parts, part);
      if (part.type === "finish" || part.type === "error") return readOf(parts, usage);
    }
  } catch (thrown) {
    return fault({ kind: "unknown", message: wordsOf(thrown).slice(0, 300), retryable: true });
  } finally {
    options.signal.removeEventListener("abort", close);
    // Whoever hangs in there is not waited for.
    void iterator?.return?.().catch(() => {});
  }
}

function readOf(parts: readonly StreamPart[], usage: Usage | undefined): Read {
  const last = parts.at(-1);
  return {
    parts,
    begun: parts.some((part) => part.type !== "usage" && part.type !== "finish" && part.type !== "error"),
    ...(usage === undefined ? {} : { usage }),
    ...(last?.type === "error" ? { fault: last.fault } : {}),
    ...(last?.type === "finish" ? { finish: last.reason } : {}),
  };
}

/** What a promise gives within `ms`, unless the signal aborts first. */
export async function within<Value>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  promise: Promise<Value>,
): Promise<Value | "late" | "stopped"> {
  // Nobody may be left to hear of it.
  promise.catch(() => {});
  if (signal.aborted) return "stopped";
  const { promise: broken, resolve } = Promise.withResolvers<"late" | "stopped">();
  const cancel = clock.after(ms, () => resolve("late"));
  const abort = () => resolve("stopped");
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, broken]);
  } finally {
    cancel();
    signal.removeEventListener("abort", abort);
  }
}
