import { readFileSync } from "node:fs";
import type { RunningParley } from "@parley/testkit/stack";
import type { Figure } from "./figures.ts";

const settleMs = 10_000;

/**
 * Starts a server on a data folder that has been used before, several times: from exec to our process answering, and
 * to the homeserver answering behind it.
 */
export async function measureStarts(server: RunningParley, times: number): Promise<Figure[]> {
  const own: number[] = [];
  const whole: number[] = [];
  for (let n = 0; n < times; n += 1) {
    await server.stop();
    const begun = performance.now();
    const started = server.start();
    own.push(await until(`${server.baseUrl}/healthz`, begun));
    whole.push(await until(`${server.baseUrl}/_matrix/client/versions`, begun));
    await started;
  }
  return [
    { name: "own process answers /healthz after exec", unit: "ms", values: own, limit: 500 },
    { name: "whole stack ready, second start", unit: "ms", values: whole, limit: 3000 },
  ];
}

/** Resident memory of our process, a while after whatever went before. */
export async function measureMemory(server: RunningParley, name: string, limit?: number): Promise<Figure> {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  const kibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
  return { name, unit: "MiB", values: [kibibytes / 1024], ...(limit === undefined ? {} : { limit }) };
}

async function until(address: string, begun: number): Promise<number> {
  while (performance.now() - begun < 60_000) {
    const answered = await fetch(address, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answered) return performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${address} did not answer within a minute`);
}
