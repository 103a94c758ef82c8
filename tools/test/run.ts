import { spawn } from "node:child_process";

export interface RunOptions {
  /** After that long the command and its children are ended. */
  readonly seconds: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
  /**
   * Is not ended, neither after its seconds nor with us, only waited for no longer: a package manager that is cut off
   * in the middle leaves the system's packages half installed.
   */
  readonly finishes?: boolean;
}

/** Runs a command with a bound; answers its exit code, null when it was ended or could not start. */
export type Run = (name: string, args: readonly string[], options: RunOptions) => Promise<number | null>;

const running = new Set<number>();

/** Runs in a process group of its own, so that nothing that it started outlives it. */
export const run: Run = (name, args, { seconds, env, quiet, finishes }) =>
  new Promise((resolve) => {
    const child = spawn(name, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", quiet ? "ignore" : "inherit", quiet ? "ignore" : "inherit"],
      detached: true,
    });
    const pid = child.pid;
    if (pid !== undefined && !finishes) running.add(pid);
    const timer = setTimeout(() => {
      console.error(`${name} ${args[0] ?? ""} took longer than ${seconds} s${finishes ? "" : " and was ended"}.`);
      if (finishes) done(null);
      else endGroup(pid);
    }, seconds * 1000);
    const done = (code: number | null) => {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      resolve(code);
    };
    child.on("error", (error) => {
      console.error(`${name}: ${error.message}`);
      done(null);
    });
    child.on("exit", (code) => {
      if (!finishes) endGroup(pid);
      done(code);
    });
  });

/** Ends everything that still runs; for signals. */
export function endAll(): void {
  for (const pid of running) endGroup(pid);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}
