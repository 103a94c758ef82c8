import type { Clock } from "@parley/kernel";
import { type MatrixClient, Method } from "matrix-js-sdk";
import { pollMs } from "./connection.ts";
import { spareFilter } from "./sync-filter.ts";

/** A long poll that this device gave up is over by then, also at a homeserver that is slow. */
const calmMs = pollMs + 10_000;

const roomsIn = (answer: unknown, how: "join" | "leave"): [string, unknown][] =>
  Object.entries(Object(Object(Object(answer).rooms)[how]));
const records = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map((entry) => Object(entry)) : [];

/** Whether everybody who speaks in what a sync says of a room, or whom its name is made of, comes with their membership. */
function hasItsMembers(room: Record<string, unknown>): boolean {
  const timeline = records(Object(room.timeline).events);
  const states = [room.state, room.state_after, room["org.matrix.msc4222.state_after"]];
  const events = [...states.flatMap((state) => records(Object(state).events)), ...timeline];
  const members = new Set(events.flatMap(({ type, state_key }) => (type === "m.room.member" ? [state_key] : [])));
  const heroes: unknown = Object(room.summary)["m.heroes"];
  return [...timeline.map(({ sender }) => sender), ...(Array.isArray(heroes) ? heroes : [])].every((who) =>
    members.has(who),
  );
}

/**
 * Whoever says something comes with their membership in each answer of the sync, which Synapse takes for a change of
 * their devices: everybody asks for their keys again, by each message and each place in a call. So members that were sent
 * before are left out where no answer can be lost: where a page goes on from the answer that it has had last, and no
 * other request of this device is waiting any more (decision 0018). Where one comes back to a room nothing is kept of
 * those who were sent while one was in it before: the same is asked for with them.
 */
export function spareMembers(client: MatrixClient, clock: Clock): void {
  const { http } = client;
  const request = http.authedRequest.bind(http);
  let calmAt = clock.now() + calmMs;
  /** Where the last answer ended: only whoever goes on from there has had it. */
  let heard: unknown = null;
  /** Rooms that were left while the client ran: nothing is kept of them. */
  const left = new Set<string>();
  const isNew = (id: string): boolean => left.has(id) || client.getRoom(id)?.getMyMembership() !== "join";
  const lacksMembers = (answer: unknown): boolean =>
    roomsIn(answer, "join").some(([id, room]) => isNew(id) && !hasItsMembers(Object(room)));
  const note = (answer: unknown): void => {
    heard = Object(answer).next_batch ?? null;
    for (const [id] of roomsIn(answer, "leave")) left.add(id);
    for (const [id] of roomsIn(answer, "join")) left.delete(id);
  };
  const sync = async (...asked: Parameters<typeof request>): Promise<unknown> => {
    const [method, path, query, body, options] = asked;
    const since = typeof query === "object" && "since" in query ? query.since : undefined;
    const spared = since !== undefined && since === heard && clock.now() >= calmAt;
    heard = null;
    try {
      const all = spared ? { ...query, filter: spareFilter } : query;
      let answer: unknown = await request(method, path, all, body, options);
      if (spared && lacksMembers(answer)) answer = await request(method, path, query, body, options);
      note(answer);
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
