import { silentLog } from "@parley/kernel";
import { MatrixClient, Method } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSdkLogger } from "../sdk-logger.ts";
import { giveFirstSyncTime } from "./first-sync.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How long a request waits for an answer that does not come, in seconds. */
async function patienceFor(query: Record<string, string>, path = "/sync"): Promise<number> {
  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const client = new MatrixClient({
    baseUrl: "http://hs",
    userId: "@me:hs",
    accessToken: "t",
    fetchFn: never,
    logger: createSdkLogger(silentLog),
  });
  giveFirstSyncTime(client);
  let over = false;
  const done = () => {
    over = true;
  };
  // As the SDK asks.
  client.http
    .authedRequest(Method.Get, path, query, undefined, { localTimeoutMs: 80_000, priority: undefined })
    .then(done, done);
  for (let seconds = 0; seconds < 3_000; seconds += 10) {
    await vi.advanceTimersByTimeAsync(10_000);
    if (over) return seconds + 10;
  }
  return Number.POSITIVE_INFINITY;
}

it("waits a quarter of an hour for the first sync, and for no other request", async () => {
  expect(await patienceFor({ timeout: "0" })).toBe(900);
  expect(await patienceFor({ timeout: "0", since: "s1" })).toBe(80);
  expect(await patienceFor({}, "/rooms/!a:hs/messages")).toBe(80);
});
