import { AppError, type Clock, type Log, messageOf } from "@parley/kernel";
import { type PartState, partWords } from "@parley/protocol";
import type { Supervised } from "../../platform/processes/port.ts";

export interface PartSpec {
  readonly name: "homeserver" | "sfu";
  readonly supervised: Supervised;
  /**
   * Brings the program onto this machine, or finds the one that is there; answers its version. Throws AppError
   * (`details.advice`).
   */
  readonly install: (signal: AbortSignal) => Promise<string>;
  /** False while a person must decide something first. */
  readonly configured: () => boolean;
  /** What should be done though it runs, in a sentence; null: nothing. */
  readonly hint?: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** A part that is installed first and supervised then, with one state for both. */
export interface Part {
  state(): PartState;
  start(): void;
  /** Looks again whether it is configured; what waits to be installed or started again is tried now. */
  wake(): void;
  stop(): Promise<void>;
  restart(): Promise<void>;
  onChange(listener: () => void): () => void;
}

/** An installation that failed for a passing reason is tried again after a minute, then ever later. */
const firstInstallWait = 60_000;
const longestInstallWait = 30 * 60_000;
/** A program that was there already is not worth a line. */
const worthSaying = 1000;

type Why = Pick<PartState, "lastError" | "advice" | "cause">;
const nothing: Why = { lastError: null, advice: null, cause: null };
const whyOf = ({ lastError, advice, cause }: Why): Why => ({ lastError, advice, cause });

/** See `Part`. */
export function createPart(spec: PartSpec): Part {
  const { supervised, clock, log } = spec;
  const label = partWords[spec.name];
  type Early = Pick<PartState, "state" | "since" | "lastError" | "advice" | "cause">;
  let early: Early | null = { state: "stopped", since: clock.now(), lastError: null, advice: null, cause: null };
  /** Of the program that was found or installed; null before. */
  let installed: string | null = null;
  let installing: Promise<void> | null = null;
  let running = false;
  let controller = new AbortController();
  let cancelRetry = () => {};
  let tries = 0;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const set = (state: PartState["state"], why: Why = nothing) => {
    early = { ...why, state, since: early?.state === state ? early.since : clock.now() };
    tell();
  };
  /** Why the last installation failed stays to be read until one succeeds. */
  const setKeeping = (state: PartState["state"]) =>
    installed === null && early !== null ? set(state, whyOf(early)) : set(state);
  supervised.onChange(() => {
    if (early === null) tell();
  });

  const advance = () => {
    if (!running) return;
    // A person may name the server while the program is still coming.
    if (installed === null) install();
    if (!spec.configured()) setKeeping("unconfigured");
    else if (installed !== null) {
      early = null;
      supervised.start();
      tell();
    } else setKeeping("installing");
  };

  const install = () => {
    if (installing !== null) return;
    cancelRetry();
    const begun = clock.now();
    installing = spec
      .install(controller.signal)
      .then(
        (version) => {
          installing = null;
          installed = version;
          const ms = clock.now() - begun;
          if (ms >= worthSaying) log.info(`${label} is installed`, { ms });
        },
        (thrown) => {
          // Before anybody is told: whoever wakes it at once begins a new one.
          installing = null;
          if (!running) return;
          const advice = thrown instanceof AppError ? thrown.details?.advice : undefined;
          const sentence = messageOf(thrown);
          // Said once, not at every try.
          if (early?.lastError !== sentence) log.warn(`${label} cannot be installed: ${sentence}`);
          if (!(thrown instanceof AppError) || thrown.retryable) {
            cancelRetry = clock.after(Math.min(longestInstallWait, firstInstallWait * 2 ** tries), advance);
            tries += 1;
          }
          set("missing", {
            lastError: sentence,
            advice: typeof advice === "string" ? advice : null,
            cause: thrown instanceof AppError && thrown.code === "DISK_FULL" ? "disk-full" : null,
          });
        },
      )
      .finally(() => {
        if (installed !== null) advance();
      });
  };

  return {
    state() {
      const base = { name: spec.name, version: installed, run: "child" } as const;
      const now = supervised.state();
      if (early !== null) return { ...base, ...early, restarts: now.restarts };
      const hint = now.state === "ready" ? (spec.hint?.() ?? null) : null;
      return { ...base, ...now, advice: now.advice ?? hint };
    },
    start() {
      if (running) return;
      running = true;
      controller = new AbortController();
      advance();
    },
    wake: advance,
    async stop() {
      running = false;
      cancelRetry();
      controller.abort();
      // An installation is cut off where it stands: what it leaves is cleared by the next one.
      await supervised.stop();
      set("stopped");
    },
    async restart() {
      if (early === null) await supervised.restart();
      else advance();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
