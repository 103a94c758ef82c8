import { createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import { MatrixEvent, Room, RoomEvent } from "matrix-js-sdk";
import { beforeEach, expect, it } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createLeftChannels, type LeftChannels } from "./left-channels.ts";

const me = "@me:hs";
let now: number;
let timers: { at: number; fn: () => void }[];
let writes: string[][];
/** What a write waits for. */
let gate: Promise<void>;
let rooms: Map<string, Room>;
let left: LeftChannels;
let hear: (room: Room, membership: string, before?: string) => void;

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
async function pass(ms: number): Promise<void> {
  now += ms;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { fn } of due) fn();
  await settle();
}

beforeEach(() => {
  now = 0;
  timers = [];
  writes = [];
  gate = Promise.resolve();
  rooms = new Map();
  let content = {};
  const hearers: (typeof hear)[] = [];
  hear = (...told) => {
    for (const listener of hearers) listener(...told);
  };
  const client = {
    on: (event: string, listener: typeof hear) => {
      if (event === RoomEvent.MyMembership) hearers.push(listener);
    },
    off: () => {},
    getRooms: () => [...rooms.values()],
    getAccountData: (type: string) => (type === "app.parley.left" ? { getContent: () => content } : undefined),
    setAccountData: async (_type: string, next: { rooms: object }) => {
      writes.push(Object.keys(next.rooms).sort());
      await gate;
      content = next;
    },
  };
  const clock = {
    now: () => now,
    after(ms: number, fn: () => void) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  left = createLeftChannels({
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    ports: { clock, log: silentLog, random: systemRandom },
    scope: createScope(),
    connection: signal(null),
  } as unknown as ClientHandle);
});

function put(roomId: string, type: string, content: object, key: string, sender = me): void {
  const event = new MatrixEvent({ type, content, state_key: key, sender, room_id: roomId, event_id: `$${type}${now}` });
  rooms.get(roomId)?.currentState.setStateEvents([event]);
}
function add(roomId: string, create: object = {}): void {
  rooms.set(roomId, new Room(roomId, { supportsThreads: () => false } as never, me));
  put(roomId, "m.room.create", create, "");
}
function become(roomId: string, membership: string, sender = me): void {
  const room = rooms.get(roomId);
  if (room === undefined) throw new Error(roomId);
  put(roomId, "m.room.member", { membership }, me, sender);
  const before = room.getMyMembership();
  room.updateMyMembership(membership);
  hear(room, membership, before);
}
function space(channels: readonly string[]): void {
  add("!space", { type: "m.space" });
  become("!space", "join");
  for (const roomId of channels) {
    put("!space", "m.space.child", { via: ["hs"] }, roomId);
    add(roomId);
    become(roomId, "join");
  }
}

it("notes a channel that was left in another client, and not one that the person was removed from", async () => {
  space(["!left", "!kicked", "!kept"]);
  become("!left", "leave");
  become("!kicked", "leave", "@admin:hs");
  // An invitation may come at once.
  expect([left.has("!left"), left.has("!kicked")]).toEqual([true, false]);
  await pass(2000);
  expect(writes).toEqual([["!left"]]);
  expect([left.has("!left"), left.has("!kicked"), left.has("!kept")]).toEqual([true, false, false]);
});

it("notes no channel of a space that is left as a whole, nor one that was entered again", async () => {
  space(["!a", "!b"]);
  become("!a", "leave");
  await pass(1500);
  become("!b", "leave");
  await pass(1500);
  become("!space", "leave");
  await pass(5000);
  expect(writes).toEqual([]);
  space(["!c"]);
  become("!c", "leave");
  become("!c", "join");
  await pass(5000);
  expect(writes).toEqual([]);
});

it("writes one after the other, however late the first is", async () => {
  let open = (): void => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = left.note("!a");
  await settle();
  await pass(5000);
  await first;
  const second = left.note("!b");
  await settle();
  expect(writes).toEqual([["!a"]]);
  open();
  await second;
  expect(writes).toEqual([["!a"], ["!a", "!b"]]);
});

it("forgets a channel that this person asks to be let into again", async () => {
  add("!c:hs");
  await left.note("!c:hs");
  expect(left.has("!c:hs")).toBe(true);
  become("!c:hs", "knock");
  await settle();
  expect(left.has("!c:hs")).toBe(false);
});
