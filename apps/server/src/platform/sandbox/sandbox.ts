import { type ChildProcessByStdio, spawn } from "node:child_process";
import { chownSync, lstatSync, mkdirSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import type { Readable, Writable } from "node:stream";
import { AppError, type Clock, messageOf } from "@parley/kernel";
import { environmentOf, type HostLayout, type SandboxSpec, sandboxArguments } from "./arguments.ts";
import { measureFolder, measureMemory } from "./measure.ts";

/** How a run ended. */
export interface SandboxResult {
  /** `limit`: it wrote more than it may. `stopped`: whoever asked for it took that back. */
  readonly ended: "exit" | "signal" | "time" | "limit" | "stopped";
  /** Null where it did not exit by itself. */
  readonly code: number | null;
  /** Both outputs in the order in which they came, as far as they were taken. */
  readonly output: string;
}

/** Runs programs where they can reach nothing but one folder. */
export interface Sandbox {
  /** Why nothing can be run; null: it can. */
  readonly unavailable: string | null;
  /** Makes a folder that runs can write to, or gives one to them. */
  prepare(workspace: string): void;
  /** Throws NOT_OFFERED where there is no sandbox, and BAD_PARAMS for what it cannot hold. Whatever was started ends with it. */
  run(spec: SandboxSpec, signal: AbortSignal): Promise<SandboxResult>;
  /** Starts one that stays until it ends or is ended; time and output are its owner's to bound. Throws as `run` does. */
  open(spec: SandboxSpec): SandboxChild;
}

/** A program that stays. */
export interface SandboxChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it ended, in words. */
  readonly ended: Promise<string>;
  /** Ends it at once, with all that it started. */
  kill(): void;
}

/** Who runs are outside, where we are root: limits on the number of processes do not count for root. */
const nobody = 65_534;
const killMs = 2_000;
/** Between two looks at what all of a run takes; of one that stays. */
const watchMs = 250;
const stayingWatchMs = 2_000;

/** Tries whether a run works on this machine. `bwrap`: an absolute path. */
export async function openSandbox(machine: {
  readonly bwrap: string;
  readonly root: boolean;
  readonly clock: Clock;
}): Promise<Sandbox> {
  const layout = hostLayout();
  const identity = machine.root ? { uid: nobody, gid: nobody } : {};
  // `env`: of ours nothing comes in, not even into bubblewrap itself.
  const options = (spec: SandboxSpec) => ({ ...identity, env: environmentOf(spec), detached: true, cwd: "/" });

  const check = (spec: SandboxSpec) => {
    if (spec.limits.wallMs <= 0 || !isInside(spec.folder)) throw new AppError("BAD_PARAMS", "No such folder inside.");
    if ([spec.program, ...spec.args].some((word) => word.includes("\0"))) {
      throw new AppError("BAD_PARAMS", "A word of a command holds no NUL.");
    }
  };
  const run: Sandbox["run"] = async (spec, signal) => {
    check(spec);
    const words = sandboxArguments(spec, layout);
    const child = spawn(machine.bwrap, words, { ...options(spec), stdio: ["ignore", "pipe", "pipe"] });
    return follow(child, spec, machine.clock, signal);
  };
  const open: Sandbox["open"] = (spec) => {
    check(spec);
    const words = sandboxArguments(spec, layout);
    const child = spawn(machine.bwrap, words, { ...options(spec), stdio: ["pipe", "pipe", "pipe"] });
    return stay(child, spec, machine.clock);
  };

  const sandbox = (unavailable: string | null): Sandbox => ({
    unavailable,
    prepare(workspace) {
      mkdirSync(workspace, { recursive: true, mode: 0o700 });
      if (machine.root) chownSync(workspace, nobody, nobody);
    },
    async run(spec, signal) {
      if (unavailable !== null) throw new AppError("NOT_OFFERED", unavailable);
      return run(spec, signal);
    },
    open(spec) {
      if (unavailable !== null) throw new AppError("NOT_OFFERED", unavailable);
      return open(spec);
    },
  });
  const tried = await run({ ...trial, workspace: "/usr" }, AbortSignal.timeout(trial.limits.wallMs)).catch(
    (thrown): SandboxResult => ({ ended: "exit", code: null, output: messageOf(thrown) }),
  );
  return sandbox(tried.code === 0 ? null : `Programs cannot be isolated on this machine: ${firstLine(tried.output)}`);
}

const trial = {
  program: "/usr/bin/true",
  args: [],
  folder: "/workspace",
  limits: {
    wallMs: 5_000,
    cpuSeconds: 2,
    memoryBytes: 256 * 1024 * 1024,
    allMemoryBytes: 256 * 1024 * 1024,
    processes: 8,
    outputBytes: 4096,
    fileBytes: 1024 * 1024,
    // What lies in `/usr` is not ours to count.
    workspaceBytes: Number.POSITIVE_INFINITY,
    workspaceFiles: 0,
  },
};

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

function stay(child: ChildProcessByStdio<Writable, Readable, Readable>, spec: SandboxSpec, clock: Clock): SandboxChild {
  let why: string | null = null;
  const ended = new Promise<string>((resolve) => {
    const finish = (text: string) => {
      cancelWatch();
      // A pipe that somebody outside the namespace held would never close.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      resolve(why ?? text);
    };
    const cancelWatch = watch(child, { ...spec, everyMs: stayingWatchMs }, clock, () => {
      why = "it took more memory or space than it may and was ended";
      kill(child);
    });
    child.once("error", (fault) => finish(`bubblewrap cannot be started: ${messageOf(fault)}`));
    // What it wrote last is read first.
    child.once("exit", (code, signal) => {
      const text =
        code === null || code > 128 ? `a signal ended it${signal ? ` (${signal})` : ""}` : `it ended with ${code}`;
      setImmediate(finish, text);
    });
  });
  // Writing to one that is gone is no fault of ours: that it ended is said above.
  child.stdin.on("error", () => {});
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill: () => kill(child) };
}

function follow(
  child: Child,
  { limits, workspace }: SandboxSpec,
  clock: Clock,
  signal: AbortSignal,
): Promise<SandboxResult> {
  return new Promise((resolve, reject) => {
    const taken: Buffer[] = [];
    let size = 0;
    let ended: SandboxResult["ended"] | null = null;
    // Bubblewrap is the first process of its namespace's parent: with it all of the namespace ends.
    const end = (how: SandboxResult["ended"]) => {
      ended ??= how;
      kill(child);
    };
    const take = (chunk: Buffer) => {
      const left = limits.outputBytes - size;
      if (left > 0) taken.push(chunk.subarray(0, left));
      size += chunk.length;
      if (size > limits.outputBytes) end("limit");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const cancelTime = clock.after(limits.wallMs, () => end("time"));
    // A pipe that somebody outside the namespace held would never close: nothing waits for that.
    let cancelClose = () => {};
    const onAbort = () => end("stopped");
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    let done = false;
    const cancelWatch = watch(child, { limits, workspace }, clock, () => end("limit"));
    const finish = (code: number | null) => {
      if (done) return;
      done = true;
      cancelWatch();
      cancelTime();
      cancelClose();
      signal.removeEventListener("abort", onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      const output = Buffer.concat(taken).toString("utf8");
      // What prlimit or bubblewrap reports of a program that a signal ended: 128 and its number.
      const how = ended ?? (code === null || code > 128 ? "signal" : "exit");
      resolve({ ended: how, code: how === "exit" ? code : null, output });
    };
    child.on("error", (fault) => {
      cancelTime();
      cancelWatch();
      signal.removeEventListener("abort", onAbort);
      reject(new AppError("NOT_OFFERED", `bubblewrap cannot be started: ${messageOf(fault)}`));
    });
    child.once("exit", (code) => {
      cancelClose = clock.after(killMs, () => finish(code));
    });
    child.once("close", finish);
  });
}

/** Looks at what all of it takes together, until that is too much or it is cancelled. */
function watch(
  child: Child,
  { limits, workspace, everyMs = watchMs }: Pick<SandboxSpec, "limits" | "workspace"> & { readonly everyMs?: number },
  clock: Clock,
  tooMuch: () => void,
): () => void {
  let over = false;
  const look = async () => {
    const memory = child.pid === undefined ? 0 : await measureMemory(child.pid);
    if (memory > limits.allMemoryBytes) return tooMuch();
    if (limits.workspaceBytes === Number.POSITIVE_INFINITY) return;
    const { bytes } = await measureFolder(workspace, limits.workspaceFiles);
    if (bytes > limits.workspaceBytes) tooMuch();
  };
  const again = (): (() => void) =>
    clock.after(everyMs, () => {
      look()
        .catch(() => {})
        .finally(() => {
          if (!over) cancel = again();
        });
    });
  let cancel = again();
  return () => {
    over = true;
    cancel();
  };
}

function kill(child: Child): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Gone in between.
  }
}

/** Where this system keeps what is not in `/usr`. */
function hostLayout(): HostLayout {
  return ["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap((path) => {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (!there) return [];
    return [{ path, target: there.isSymbolicLink() ? readlinkSync(path) : null }];
  });
}

function isInside(folder: string): boolean {
  return posix.normalize(folder) === folder && (folder === "/workspace" || folder.startsWith("/workspace/"));
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] || "bubblewrap does not run.";
}
