import type { ParleyClient } from "@parley/client";
import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import { type LogLine, readLine } from "./log-lines.ts";

const firstLines = 500;
const nextLines = 1000;
/** Older ones go: the whole log is a file on the server. */
const keptLines = 1000;
const againMs = 1500;
const afterFaultMs = 5000;

export interface LogView {
  readonly state: "loading" | "ready";
  readonly lines: readonly LogLine[];
  /** Why it was not read the last time; what was read before stays. */
  readonly error: unknown;
  readonly paused: boolean;
}

/** The server's log as it grows. */
export interface LogReading {
  readonly view: ReadonlySignal<LogView>;
  /** Reads on at once. */
  load(): Promise<void>;
  /** Nothing is read while it is paused; what came meanwhile is read afterwards, as far as it is not too much. */
  pause(paused: boolean): void;
}

/** Ends with its scope. */
export function createLogReading({
  parley,
  clock,
  scope,
}: {
  readonly parley: ParleyClient;
  readonly clock: Clock;
  readonly scope: Scope;
}): LogReading {
  const view = signal<LogView>({ state: "loading", lines: [], error: null, paused: false });
  let cursor: number | null = null;
  let count = 0;
  let reading = false;
  let cancel = () => {};
  scope.onEnd(() => cancel());
  const set = (part: Partial<LogView>) => {
    if (!scope.ended) view.value = { ...view.peek(), ...part };
  };
  const arm = (ms: number) => {
    cancel();
    if (!scope.ended && !view.peek().paused) cancel = clock.after(ms, () => void load());
  };
  const load = async (): Promise<void> => {
    if (reading || scope.ended) return;
    reading = true;
    try {
      const asked = cursor === null ? { limit: firstLines } : { cursor, limit: nextLines };
      const piece = await parley.call("logs.tail", asked, { signal: scope.signal });
      const gap = cursor !== null && piece.truncated === true;
      cursor = piece.cursor;
      const fresh = piece.lines.map((text, at) => readLine(text, count + at, gap && at === 0));
      count += fresh.length;
      const { lines } = view.peek();
      const all = fresh.length === 0 ? lines : [...lines, ...fresh].slice(-keptLines);
      set({ state: "ready", lines: all, error: null });
      arm(againMs);
    } catch (error) {
      set({ error });
      arm(afterFaultMs);
    } finally {
      reading = false;
    }
  };
  return {
    view,
    load,
    pause(paused) {
      set({ paused });
      cancel();
      if (!paused) void load();
    },
  };
}
