import { type ChildProcess, fork } from "node:child_process";
import { messageOf } from "@parley/kernel";
import type { ChildGroups } from "./spawn.ts";

export interface TalkerSpec {
  /** A module of ours, run by our own Node. */
  readonly script: string;
  /** Megabytes that its JavaScript may hold; native code is not counted. */
  readonly heapMb: number;
}

/** A child that is talked to in JSON. It sees the search path and nothing else of our environment. */
export interface Talker {
  /** One sentence about how it ended; never rejects. */
  readonly ended: Promise<string>;
  /** What cannot be sent any more is dropped: its end is told by `ended`. */
  send(message: object): void;
  /** By force: what holds it up in native code hears nothing else. */
  kill(): void;
}

/** Starts one. Handed in, so that tests need no processes. */
export type StartTalker = (spec: TalkerSpec, onMessage: (message: unknown) => void) => Talker;

const maxTail = 2_000;

/** Starts talkers in sessions of their own; what still runs when we end goes with us. */
export function createStartTalker(path: string | undefined, groups: ChildGroups): StartTalker {
  return ({ script, heapMb }, onMessage) => {
    const child: ChildProcess = fork(script, [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      env: path === undefined ? {} : { PATH: path },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      detached: true,
    });
    groups.add(child.pid);
    let tail = "";
    child.stderr?.setEncoding("utf8");
    child.stderr?.on("data", (text: string) => {
      tail = (tail + text).slice(-maxTail);
    });
    child.on("message", onMessage);
    const ended = new Promise<string>((resolve) => {
      child.once("error", (fault) => resolve(`could not be started: ${messageOf(fault)}`));
      child.once("close", (code, signal) => {
        groups.remove(child.pid);
        const last = tail.trim().split("\n").at(-1) ?? "";
        const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
        resolve(last === "" ? how : `${how}: ${last.slice(0, 200)}`);
      });
    });
    return {
      ended,
      send(message) {
        // The callback: without one a broken pipe is an event that nobody hears.
        if (child.connected) child.send(message, () => {});
      },
      kill: () => void child.kill("SIGKILL"),
    };
  };
}
