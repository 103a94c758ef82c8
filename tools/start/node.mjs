import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findNode26 } from "../node26.mjs";
import { partsFolder } from "./folders.mjs";

/** The environment of everything of ours: compiled code is kept, so that types are stripped once. */
export function ourEnvironment() {
  const cache = join(partsFolder(), "compile-cache");
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
  } catch {
    // Without it a start is slower, nothing else.
  }
  return { ...process.env, NODE_COMPILE_CACHE: cache };
}

const children = new Set();

/** Ends what `runNode26` still runs. */
export function endHelpers() {
  for (const child of children) child.kill("SIGTERM");
}

/** Runs a script under Node 26 to its end; `onLine` hears its stdout by lines. */
export function runNode26(args, { cwd, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(findNode26(), args, { cwd, env: ourEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    let output = "";
    let rest = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text) => {
      output = (output + text).slice(-20_000);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    });
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text) => {
      output = (output + text).slice(-20_000);
    });
    const end = (code, why) => {
      children.delete(child);
      resolve({ code, output: why ? `${output}\n${why}` : output });
    };
    child.on("error", (fault) => end(1, String(fault)));
    child.on("close", (code) => end(code ?? 1));
  });
}
