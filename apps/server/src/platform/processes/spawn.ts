import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { messageOf } from "@parley/kernel";
import type { CommandSpec, RunOptions, RunResult } from "./port.ts";

/** A running child: its end, its output by lines, and the only handle to signal it. */
export interface Child {
  readonly pid: number | null;
  /** One sentence about how it ended; never rejects. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program. Injected into the supervisor, so that its tests need no processes. */
export type StartChild = (spec: CommandSpec, onLine: (line: string) => void) => Child;

const maxLine = 8192;
const maxTail = 65_536;

/** The process groups that run, so that none outlives us. */
export interface ChildGroups {
  add(pid: number | undefined): void;
  remove(pid: number | undefined): void;
  /** Ends them all at once, by force. */
  end(): void;
}

/** See `ChildGroups`. */
export function createChildGroups(): ChildGroups {
  const pids = new Set<number>();
  return {
    add(pid) {
      if (pid !== undefined) pids.add(pid);
    },
    remove(pid) {
      if (pid !== undefined) pids.delete(pid);
    },
    end() {
      for (const pid of pids) signalGroup(pid, "SIGKILL");
    },
  };
}

/**
 * Starts children with `env` and nothing else of our environment. Each gets a session of its own, so that Ctrl-C reaches
 * us alone and we end them in order; their output is a pipe, so one that writes after our death ends by SIGPIPE.
 */
export function createStartChild(env: Readonly<Record<string, string>>, groups: ChildGroups): StartChild {
  return (spec, onLine) => {
    const child = spawn(spec.program, [...spec.args], {
      env: { ...env, ...spec.env },
      ...(spec.folder === undefined ? {} : { cwd: spec.folder }),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    groups.add(child.pid);
    if (spec.lowPriority && child.pid !== undefined) lower(child.pid);
    forEachLine(child.stdout, onLine);
    forEachLine(child.stderr, onLine);
    const ended = new Promise<string>((resolve) => {
      child.once("error", (fault) => resolve(`could not be started: ${messageOf(fault)}`));
      child.once("close", (code, signal) => {
        groups.remove(child.pid);
        resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
      });
    });
    return {
      pid: child.pid ?? null,
      ended,
      kill: (signal) => {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
        signalGroup(child.pid, signal);
      },
    };
  };
}

/** Runs a program to its end, or kills it and all that it started at the deadline or abort. */
export async function runToEnd(
  { env, groups }: { readonly env: Readonly<Record<string, string>>; readonly groups: ChildGroups },
  spec: CommandSpec,
  { deadlineMs, signal }: RunOptions,
): Promise<RunResult> {
  const child = spawn(spec.program, [...spec.args], {
    env: { ...env, ...spec.env },
    ...(spec.folder === undefined ? {} : { cwd: spec.folder }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  groups.add(child.pid);
  if (spec.lowPriority && child.pid !== undefined) lower(child.pid);
  const stdout = keepTail(child.stdout);
  const stderr = keepTail(child.stderr);
  let timedOut = false;
  const end = () => {
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, deadlineMs);
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  try {
    return await new Promise<RunResult>((resolve) => {
      child.once("error", (fault) => resolve({ code: null, stdout: "", stderr: messageOf(fault), timedOut: false }));
      child.once("close", (code) => resolve({ code, stdout: stdout(), stderr: stderr(), timedOut }));
    });
  } finally {
    groups.remove(child.pid);
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone in between.
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // A wish, not a condition.
  }
}

function keepTail(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text = (text + chunk).slice(-maxTail);
  });
  return () => text;
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = (lines.pop() ?? "").slice(0, maxLine);
    for (const line of lines) if (line !== "") onLine(line.slice(0, maxLine));
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
