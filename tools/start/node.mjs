import { spawn } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { findNode26 } from "../node26.mjs";

/** The environment of everything of ours: compiled code is kept, so that types are stripped once. */
export function ourEnvironment() {
  // The same folder as the server's own entry uses.
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "parley", "compiled");
  try {
    makeFolders(cache);
    return { ...process.env, NODE_COMPILE_CACHE: cache };
  } catch {
    // Without it a start is slower, nothing else. Node itself would wait for ever where no folder can be made (/proc).
    return { ...process.env };
  }
}

/** As `makeFolders` of `apps/server/src/platform/make-folders.ts`. */
function makeFolders(path) {
  const parent = dirname(path);
  if (parent !== path && statSync(parent, { throwIfNoEntry: false }) === undefined) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw thrown;
  }
}

const children = new Set();

/** Ends what still runs. */
export function endHelpers() {
  for (const child of children) child.kill("SIGTERM");
}

/** Runs a script under Node 26 to its end. */
export function runNode26(args, { cwd } = {}) {
  return runProgram(findNode26(), args, { cwd, env: ourEnvironment() });
}

/** Runs a program to its end: its exit code and the last 20,000 characters that it wrote. */
export function runProgram(program, args, { cwd, env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output = (output + text).slice(-20_000);
      });
    }
    const end = (code, why) => {
      children.delete(child);
      resolve({ code, output: why ? `${output}\n${why}` : output });
    };
    child.on("error", (fault) => end(1, String(fault)));
    child.on("close", (code) => end(code ?? 1));
  });
}
