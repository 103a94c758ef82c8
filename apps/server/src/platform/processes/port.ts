import type { AppError } from "@parley/kernel";

/** A program to run: an argument array, never a shell, and an environment of its own beside the fixed one. */
export interface CommandSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Runs behind everything else on this machine. */
  readonly lowPriority?: boolean;
}

export interface RunOptions {
  /** Milliseconds after which it is killed. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** Null when it could not be started, was killed or ran out of time. */
  readonly code: number | null;
  /** The last 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** What a supervised child does at the moment. */
export interface SupervisedState {
  readonly state: "stopped" | "starting" | "ready" | "restarting" | "down";
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly restarts: number;
  readonly lastError: string | null;
  readonly advice: string | null;
  /** Set while `lastError` comes from it. */
  readonly cause: "disk-full" | null;
}

export interface SupervisedSpec {
  /** For the register of children. */
  readonly name: string;
  /** For the log: what people call it, as at the start of a sentence. */
  readonly label: string;
  /** Called before every start: chooses ports, writes configuration. Throws AppError (`details.advice`) when it cannot. */
  readonly prepare: () => Promise<CommandSpec>;
  /** Whether it answers. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  /** Milliseconds from start to the first answer. */
  readonly startDeadlineMs: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
  /** Receives each line that it writes to its output. */
  readonly onOutput: (line: string) => void;
  /** Turns the last lines of its output into one sentence and what to do, where they are known. */
  readonly explain?: (tail: readonly string[]) => AppError | null;
}

/** A child that is started again whenever it ends or stops answering. */
export interface Supervised {
  state(): SupervisedState;
  /** One that is down is tried now, and called starting until that has failed too. */
  start(): void;
  /** Ends it (SIGTERM, then SIGKILL) and does not start it again. */
  stop(): Promise<void>;
  /** Ends it and starts it at once, without back-off. One that was stopped, before or meanwhile, stays so. */
  restart(): Promise<void>;
  onChange(listener: () => void): () => void;
}

/** Programs beside us, as a port. */
export interface Processes {
  run(spec: CommandSpec, options: RunOptions): Promise<RunResult>;
  supervise(spec: SupervisedSpec): Supervised;
  /** Ends what an earlier run of the server on this data folder left behind. Returns the names. */
  endOrphans(): Promise<readonly string[]>;
}
