import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { RunningParley } from "@parley/testkit/stack";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Ends the media server as a crash would, again whenever it is back, for so long. Answers when it listens again, by
 * `performance.now`.
 */
export async function killMediaServer(parley: RunningParley, downMs: number): Promise<number> {
  const until = performance.now() + downMs;
  const killed = new Set<number>();
  do {
    const { sfu } = parley.children();
    if (sfu !== undefined && !killed.has(sfu)) {
      killed.add(sfu);
      process.kill(sfu, "SIGKILL");
    }
    await pause(20);
  } while (performance.now() < until);
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const { sfu } = parley.children();
    if (sfu !== undefined && !killed.has(sfu) && (await listens(portOf(parley)))) return performance.now();
    await pause(20);
  }
  throw new Error("the media server is not back after 60 s");
}

/** It takes another one at each start. */
function portOf(parley: RunningParley): number {
  const config: unknown = JSON.parse(readFileSync(join(parley.dataFolder, "run/livekit.json"), "utf8"));
  return Number(Object(config).port);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(500, () => end(false));
  });
}
