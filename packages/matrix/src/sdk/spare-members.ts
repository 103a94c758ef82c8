import type { Clock } from "@parley/kernel";
import { type MatrixClient, Method } from "matrix-js-sdk";
import { pollMs } from "./connection.ts";
import { spareFilter } from "./sync-filter.ts";

/** A long poll that this device gave up is over by then, also at a homeserver that is slow. */
const calmMs = pollMs + 10_000;

/**
 * Whoever says something comes with their membership in each answer of the sync, which Synapse takes for a change of
 * their devices: everybody asks for their keys again, by each message and each place in a call. So members that were sent
 * before are left out where no answer can be lost: where a page goes on from the answer that it has had last, and no
 * other request of this device is waiting any more (decision 0018).
 */
export function spareMembers(client: MatrixClient, clock: Clock): void {
  const { http } = client;
  const request = http.authedRequest.bind(http);
  let calmAt = clock.now() + calmMs;
  /** Where the last answer ended: only whoever goes on from there has had it. */
  let heard: unknown = null;
  const sync = async (...asked: Parameters<typeof request>): Promise<unknown> => {
    const [method, path, query, body, options] = asked;
    const since = typeof query === "object" && "since" in query ? query.since : undefined;
    const spared = since !== undefined && since === heard && clock.now() >= calmAt;
    heard = null;
    try {
      const all = spared ? { ...query, filter: spareFilter } : query;
      const answer: unknown = await request(method, path, all, body, options);
      heard = Object(answer).next_batch ?? null;
      return answer;
    } catch (thrown) {
      calmAt = clock.now() + calmMs;
      throw thrown;
    }
  };
  Object.defineProperty(http, "authedRequest", {
    configurable: true,
    value: (...asked: Parameters<typeof request>) => {
      const [method, path] = asked;
      return method === Method.Get && path === "/sync" ? sync(...asked) : request(...asked);
    },
  });
}
