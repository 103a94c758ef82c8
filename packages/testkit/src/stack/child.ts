import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** A child of a test, with the tail of what it said and an end that is waited for. */
export interface TestChild {
  readonly pid: number;
  /** What it wrote to stdout and stderr, the last 200,000 characters. */
  output(): string;
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  /** Signals it and waits until it is gone; after `patienceMs` by force. */
  end(signal: NodeJS.Signals, patienceMs?: number): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
}

// A test run that is cut off takes its children with it.
const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Starts a program for a test. */
export function startChild(program: string, args: readonly string[], options: SpawnOptions = {}): TestChild {
  const child = spawn(program, [...args], { stdio: ["ignore", "pipe", "pipe"], ...options });
  alive.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      output = (output + text).slice(-200_000);
    });
  }
  let running = true;
  const ended = new Promise<number | null>((resolve) => {
    const over = (code: number | null) => {
      running = false;
      alive.delete(child);
      resolve(code);
    };
    child.once("error", (fault) => {
      output += String(fault);
      over(null);
    });
    child.once("exit", over);
  });
  return {
    pid: child.pid ?? -1,
    output: () => output,
    ended,
    isRunning: () => running,
    async end(signal, patienceMs = 15_000) {
      if (!running) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(timer);
    },
    onMessage: (listener) => void child.on("message", listener),
  };
}

/** Asks until `probe` answers true; throws after `deadlineMs` with `what` and the child's last words. */
export async function until(
  what: string,
  deadlineMs: number,
  probe: () => boolean | Promise<boolean>,
  child?: TestChild,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await probe())) {
    const over = child !== undefined && !child.isRunning();
    if (over || Date.now() > deadline) {
      const words = child === undefined ? "" : `\n${child.output().slice(-2000)}`;
      const state = over ? `It ended with code ${await child.ended} before` : `After ${deadlineMs} ms not yet`;
      throw new Error(`${state}: ${what}${words}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
