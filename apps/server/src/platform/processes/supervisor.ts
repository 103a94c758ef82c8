import { AppError, type Clock, type Log, messageOf, type Random } from "@parley/kernel";
import type { Supervised, SupervisedSpec, SupervisedState } from "./port.ts";
import type { ChildRegister } from "./register.ts";
import type { Child, StartChild } from "./spawn.ts";

export interface SupervisorParts {
  readonly startChild: StartChild;
  readonly register: ChildRegister;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const firstWait = 250;
const longestWait = 30_000;
/** A child that was ready for this long has earned a fresh back-off. */
const stableAfter = 60_000;
const probeWhileStarting = 100;
const probeWhileReady = 5_000;
const probeWhileSilent = 1_000;
const probeDeadline = 10_000;
const probeDeadlineWhenReady = 4_000;
/** Probes in a row that fail before a child that still runs is called restarting: within 15 s others know. */
const patience = 2;
/** A child that has been silent for so long is ended and started again; a busy one gets over it sooner. */
const silentFor = 25_000;
/** Failed starts in a row before the state is called down; it goes on trying. */
const downAfter = 3;
const tailLines = 40;

/** Starts a child, watches that it answers, and starts it again with growing, jittered waits when it ends or hangs. */
export function createSupervised(spec: SupervisedSpec, parts: SupervisorParts): Supervised {
  const { clock, log } = parts;
  const { state: now, set, onChange } = createState(spec.label, clock, log);
  const { later, cancel: cancelTimer } = createTimer(clock);
  /** Each start gets a number; whatever still belongs to an older one does nothing. */
  let generation = 0;
  let wanted = false;
  let child: Child | null = null;
  let failures = 0;
  /** Whether the timer is the back-off before the next start. */
  let waiting = false;
  let tail: string[] = [];
  let halting: Promise<void> | null = null;
  /** Counts the calls of `stop`: after one that shared a restart's ending, a new child would outlive the server. */
  let stops = 0;

  const again = (sentence: string, fault: unknown): void => {
    failures += 1;
    const waitMs = backOff(failures, parts.random);
    log.warn(`${spec.label}: ${sentence}`, { waitMs, failures });
    const state = failures >= downAfter ? "down" : "restarting";
    waiting = true;
    later(waitMs, () => void launch());
    set({ state, restarts: now().restarts + 1, lastError: sentence, advice: adviceOf(fault), cause: causeOf(fault) });
  };

  const launch = async (): Promise<void> => {
    if (!wanted) return;
    cancelTimer();
    waiting = false;
    generation += 1;
    const mine = generation;
    const isCurrent = () => mine === generation && wanted;
    if (now().state === "stopped") set({ state: "starting" });
    tail = [];
    let started: Child;
    try {
      const command = await spec.prepare();
      if (!isCurrent()) return;
      started = parts.startChild(command, (line) => {
        tail.push(line);
        if (tail.length > tailLines) tail.shift();
        spec.onOutput(line);
      });
    } catch (thrown) {
      if (isCurrent()) again(messageOf(thrown), thrown);
      return;
    }
    child = started;
    if (started.pid !== null) parts.register.add(spec.name, started.pid);
    let readySince: number | null = null;
    let hung: string | null = null;
    void started.ended.then((how) => {
      if (started.pid !== null) parts.register.remove(started.pid);
      if (child === started) child = null;
      if (!isCurrent()) return;
      if (readySince !== null && clock.now() - readySince >= stableAfter) failures = 0;
      const known = spec.explain?.(tail) ?? null;
      again(known?.message ?? hung ?? `It ${how}.`, known);
    });
    watchAnswers(spec, clock, {
      later,
      isCurrent: () => isCurrent() && child === started,
      onReady() {
        // Why an earlier child ended stays to be read; a silence that is over does not.
        const recovered = readySince !== null;
        readySince = clock.now();
        set({ state: "ready", advice: null, cause: null, ...(recovered ? { lastError: null } : {}) });
      },
      onSilent: () => set({ state: "restarting", lastError: "It stopped answering.", cause: null }),
      onHung(sentence) {
        hung = sentence;
        void endChild(started, spec.stopGraceMs, clock);
      },
    });
  };

  const end = async (): Promise<void> => {
    wanted = false;
    generation += 1;
    cancelTimer();
    waiting = false;
    if (child !== null) await endChild(child, spec.stopGraceMs, clock);
    set({ state: "stopped" });
  };
  const halt = (): Promise<void> => {
    halting ??= end().finally(() => {
      halting = null;
    });
    return halting;
  };
  const start = (): void => {
    if (wanted) {
      if (now().state !== "down") return;
      // Somebody waits for this try: it may be under way already. The back-off goes on growing if it fails.
      set({ state: "starting" });
      if (waiting) void launch();
      return;
    }
    wanted = true;
    failures = 0;
    set({ state: "starting" });
    void launch();
  };
  return {
    state: now,
    start,
    stop() {
      stops += 1;
      return halt();
    },
    async restart() {
      const before = wanted ? stops : null;
      await (before === null ? halting : halt());
      if (stops === before) start();
    },
    onChange,
  };
}

/** What is known of the child, said to whoever listens; each new state gets a line in the log. */
function createState(label: string, clock: Clock, log: Log) {
  const listeners = new Set<() => void>();
  let current: SupervisedState = {
    state: "stopped",
    since: clock.now(),
    restarts: 0,
    lastError: null,
    advice: null,
    cause: null,
  };
  return {
    state: () => current,
    set(change: Partial<SupervisedState>): void {
      const moved = change.state !== undefined && change.state !== current.state;
      current = { ...current, ...change, ...(moved ? { since: clock.now() } : {}) };
      if (moved) log.info(`${label} is ${current.state}`, { lastError: current.lastError });
      for (const listener of [...listeners]) listener();
    },
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One timer: what is set later takes the place of what was set before. */
function createTimer(clock: Clock) {
  let cancel = () => {};
  return {
    later(ms: number, fn: () => void): void {
      cancel();
      cancel = clock.after(ms, fn);
    },
    cancel: () => cancel(),
  };
}

/** Asks it to end, and does not ask again after `graceMs`. */
async function endChild(child: Child, graceMs: number, clock: Clock): Promise<void> {
  child.kill("SIGTERM");
  const cancel = clock.after(graceMs, () => child.kill("SIGKILL"));
  await child.ended;
  cancel();
}

interface Watcher {
  readonly later: (ms: number, fn: () => void) => void;
  readonly isCurrent: () => boolean;
  /** Whenever it answers after it did not. */
  readonly onReady: () => void;
  /** It answered, and does so no more; it is asked on. */
  readonly onSilent: () => void;
  /** Called once, with a sentence; nothing is asked afterwards. */
  readonly onHung: (sentence: string) => void;
}

/** Asks a child whether it answers: often until the first time, seldom afterwards. */
function watchAnswers(
  spec: SupervisedSpec,
  clock: Clock,
  { later, isCurrent, onReady, onSilent, onHung }: Watcher,
): void {
  const begun = clock.now();
  let ready = false;
  let missed = 0;
  let silentSince = 0;
  const look = async (): Promise<void> => {
    const asked = clock.now();
    const answers = await probe(spec, clock, ready ? probeDeadlineWhenReady : probeDeadline);
    if (!isCurrent()) return;
    if (answers) {
      if (!ready || missed >= patience) onReady();
      missed = 0;
      ready = true;
    } else if (ready) {
      if (missed === 0) silentSince = asked;
      missed += 1;
      if (missed === patience) onSilent();
    }
    if (missed >= patience && clock.now() - silentSince >= silentFor) onHung("It stopped answering.");
    else if (!ready && clock.now() - begun > spec.startDeadlineMs) {
      onHung(`It did not answer within ${Math.round(spec.startDeadlineMs / 1000)} s.`);
    } else later(missed > 0 ? probeWhileSilent : ready ? probeWhileReady : probeWhileStarting, () => void look());
  };
  later(probeWhileStarting, () => void look());
}

async function probe(spec: SupervisedSpec, clock: Clock, deadlineMs: number): Promise<boolean> {
  const controller = new AbortController();
  const cancel = clock.after(deadlineMs, () => controller.abort());
  try {
    return await spec.probe(controller.signal);
  } catch {
    return false;
  } finally {
    cancel();
  }
}

/** Milliseconds before the next start: doubled by each failure in a row, and never the same for two servers. */
function backOff(failures: number, random: Random): number {
  const wait = Math.min(longestWait, firstWait * 2 ** Math.min(failures - 1, 10));
  const jitter = 0.75 + ((random.bytes(1)[0] ?? 128) / 255) * 0.5;
  return Math.round(wait * jitter);
}

function causeOf(thrown: unknown): "disk-full" | null {
  return thrown instanceof AppError && thrown.code === "DISK_FULL" ? "disk-full" : null;
}

function adviceOf(thrown: unknown): string | null {
  const advice = thrown instanceof AppError ? thrown.details?.advice : undefined;
  return typeof advice === "string" ? advice : null;
}
