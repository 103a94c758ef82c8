import { spawn } from "node:child_process";
import { join } from "node:path";
import { findNode26, root } from "../node26.mjs";
import { dataFolder, endChildren, runningServer } from "./folders.mjs";
import { ourEnvironment } from "./node.mjs";

/** Milliseconds after the first signal until the server is ended by force. */
const stopDeadlineMs = 12_000;
/** One Ctrl-C comes several times: from the terminal, from npm, from whoever ends the whole group. Later ones are meant. */
const sameMs = 1_000;

/** Who started us, read before anything is installed or built: it may be gone when the server begins. */
const parent = process.ppid;

/** Whether npm's shell is gone. npm passes SIGTERM on to that alone, which ends without a word to us. */
export const isOrphaned = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;

/**
 * Runs the server until it ends, and passes on what is asked of it. Whatever ends it, nothing of it runs on afterwards.
 * Answers the exit code.
 */
export async function serve(argv, { begun = Date.now(), onReady = () => {} } = {}) {
  // A terminal's Ctrl-C comes to the whole group and again through npm: the server runs in a group of its own.
  const server = spawn(findNode26(), ["--max-semi-space-size=2", join(root, "apps/server/src/main.ts"), ...argv], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...ourEnvironment(), PARLEY_STARTED_AT: String(begun) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  let asked = null;
  let forced = false;
  const onSignal = (signal) => {
    if (asked !== null && Date.now() - asked.at < sameMs) return;
    if (asked === null) {
      setTimeout(() => {
        forced = true;
        server.kill("SIGKILL");
      }, stopDeadlineMs).unref();
      asked = { at: Date.now() };
    }
    // A closed terminal ends it in order too.
    server.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => onSignal(signal));
  setInterval(() => asked === null && isOrphaned() && onSignal("SIGTERM"), 500).unref();
  // A terminal that is closed, or a pipe whose reader is gone, is no reason to leave the server alone.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  server.on("message", (message) => {
    if (message?.type === "ready" && typeof message.url === "string") onReady(message.url);
  });
  const { code, signal, fault } = await new Promise((resolve) => {
    server.on("error", (thrown) => resolve({ code: 1, signal: null, fault: thrown }));
    server.on("exit", (exitCode, endedBy) => resolve({ code: exitCode, signal: endedBy }));
  });
  if (fault !== undefined) console.error(`The server could not be started: ${fault.message}`);
  // One that ended in order has ended its own; those of another server on the folder are not ours to end.
  else if (code !== 0 && runningServer(dataFolder(argv)) === null) await endChildren(dataFolder(argv));
  const words = lastWords({ signal, asked: asked !== null, forced });
  if (words !== null) console.error(`\n${words}`);
  // Asked before it could listen to signals, it ended by them: as asked.
  return code ?? (words === null ? 0 : 1);
}

/** One sentence about a server that could say none itself; null where there is nothing to tell. */
export function lastWords({ signal, asked, forced }) {
  if (signal === null) return null;
  if (forced)
    return `The server did not end within ${stopDeadlineMs / 1000} s and was ended by force (${signal}). What it had stored is kept: start it again with npm start.`;
  if (asked && signal !== "SIGKILL") return null;
  return `The server was ended from outside (${signal}). What it had stored is kept: start it again with npm start.`;
}
