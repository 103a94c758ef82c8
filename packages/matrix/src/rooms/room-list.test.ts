import { createScope, type Signal, signal, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { ClientEvent, MatrixClient, MemoryStore, SyncState } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Connection } from "../contract/account.ts";
import type { EncryptionState } from "../contract/encryption.ts";
import type { FetchPort } from "../contract/ports.ts";
import type { RoomList, RoomSummary } from "../contract/rooms.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { captureGlobalLogger, createSdkLogger } from "../sdk-logger.ts";
import { emptyList } from "../storage/snapshot.ts";
import { createRoomList, type LiveRoomList } from "./room-list.ts";

const logger = createSdkLogger(silentLog);
captureGlobalLogger(logger);
const me = "@me:hs";
type Event = { type: string; state_key?: string; content: object; event_id?: string; sender?: string };
let counter = 0;
const event = (type: string, content: object, more: Partial<Event> = {}) => {
  counter++;
  return { type, content, sender: me, event_id: `$${counter}`, origin_server_ts: 1_000_000 + counter, ...more };
};
const state = (type: string, content: object, key = "") => event(type, content, { state_key: key });

const joined = (stateEvents: object[], timeline: object[] = []) => ({
  state: { events: [] },
  "org.matrix.msc4222.state_after": { events: stateEvents },
  timeline: { events: timeline, limited: false, prev_batch: "p" },
  ephemeral: { events: [] },
  account_data: { events: [] },
  unread_notifications: { notification_count: 0, highlight_count: 0 },
  summary: { "m.joined_member_count": 2 },
});
const channel = (name: string) =>
  joined(
    [
      state("m.room.create", { room_version: "12" }),
      state("m.room.name", { name }),
      state("m.room.member", { membership: "join" }, me),
      state("m.room.power_levels", {}),
    ],
    [event("m.room.message", { msgtype: "m.text", body: `hello from ${name}` })],
  );

/** A homeserver of 500 rooms in ten spaces: answers what a starting client asks, and each long poll when it is told to. */
class Homeserver {
  #waiting: ((body: object) => void) | null = null;
  #queued: object[] = [];

  readonly fetch: FetchPort = async (resource) => {
    const { pathname, searchParams } = new URL(String(resource));
    if (pathname.endsWith("/sync")) return json(await this.#next());
    if (pathname.endsWith("/versions")) return json({ versions: ["v1.12"], unstable_features: {} });
    if (pathname.endsWith("/pushrules/")) return json({ global: { override: [] }, device: {} });
    if (pathname.includes("/filter")) return json({ filter_id: "1" });
    if (pathname.includes("/hierarchy")) {
      // A page each.
      const first = searchParams.get("from") === null;
      const id = first ? "!odd:hs" : "!open:hs";
      const rooms = [{ room_id: id, name: id, children_state: [], ...this.doors[id] }];
      return json({ rooms, ...(first ? { next_batch: "second" } : {}) });
    }
    if (pathname.includes("/capabilities")) return json({ capabilities: {} });
    return new Response(JSON.stringify({ errcode: "M_NOT_FOUND" }), { status: 404 });
  };

  /** What it tells of rooms that one is not in. */
  readonly doors: Record<string, object> = {};

  sync(join: object, more: object = {}, invite: object = {}): void {
    counter++;
    const body = { next_batch: `s${counter}`, rooms: { join, invite }, ...more };
    if (this.#waiting === null) this.#queued.push(body);
    else this.#waiting(body);
    this.#waiting = null;
  }

  #next(): Promise<object> {
    const ready = this.#queued.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}

const json = (body: object): Response => new Response(JSON.stringify(body), { status: 200 });

/** The conversation with Ann, as the last run showed it. */
const shownLast: RoomSummary = {
  id: "!r499:hs",
  kind: "direct",
  voice: false,
  name: "Ann",
  topic: null,
  avatarMxc: "mxc://hs/ann",
  membership: "join",
  inviterId: null,
  encrypted: false,
  access: "invited",
  unread: false,
  unreadCount: 0,
  mentions: 0,
  muted: false,
  memberCount: 2,
  directUserId: "@ann:hs",
  last: null,
  activeAt: 1,
};

let hs: Homeserver;
let client: MatrixClient;
let list: Signal<RoomList>;
let live: LiveRoomList;
let remakings: number;
let joins: string[];
let end: () => void;

beforeEach(async () => {
  hs = new Homeserver();
  client = new MatrixClient({
    baseUrl: "http://hs",
    userId: me,
    deviceId: "D",
    accessToken: "t",
    fetchFn: hs.fetch,
    store: new MemoryStore(),
    timelineSupport: true,
    disableVoip: true,
    logger,
  });
  const owner = createScope();
  end = () => owner.end();
  list = signal<RoomList>({ ...emptyList, directs: [shownLast] });
  remakings = -1;
  list.subscribe(() => {
    remakings++;
  });
  const handle: ClientHandle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    ports: {
      fetch: hs.fetch,
      indexedDB: {},
      locks: null,
      channel: null,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    },
    scope: owner,
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal<Connection>({ state: "online", since: 0 }),
    encryption: signal<EncryptionState>({ state: "checking" }),
  };
  joins = [];
  live = createRoomList(handle, list, {
    join: async (roomId) => {
      joins.push(roomId);
    },
    hasLeft: (roomId) => roomId === "!left:hs",
  });
  const rooms: Record<string, object> = {};
  for (let at = 0; at < 500; at++) rooms[`!r${at}:hs`] = channel(`room ${at}`);
  for (let at = 0; at < 10; at++) {
    const children = Array.from({ length: 45 }, (_, n) =>
      state("m.space.child", { via: ["hs"] }, `!r${at * 45 + n}:hs`),
    );
    rooms[`!s${at}:hs`] = joined([
      state("m.room.create", { room_version: "12", type: "m.space" }),
      state("m.room.name", { name: `space ${at}` }),
      state("m.room.member", { membership: "join" }, me),
      ...children,
    ]);
  }
  hs.sync(rooms, {
    account_data: { events: [{ type: "m.direct", content: { "@ann:hs": ["!r499:hs"], "@broken:hs": "nonsense" } }] },
  });
  await client.startClient({ lazyLoadMembers: true });
  await synced();
});
afterEach(() => {
  end();
  client.stopClient();
  client.http.abort();
});

/** The next sync has been taken in. */
function synced(): Promise<void> {
  return new Promise((resolve) => {
    const hear = (now: SyncState) => {
      if (now !== SyncState.Syncing) return;
      client.off(ClientEvent.Sync, hear);
      resolve();
    };
    client.on(ClientEvent.Sync, hear);
  });
}

it("shows 500 rooms in their places after the first sync", () => {
  expect(list.value.spaces.length).toBe(10);
  expect(list.value.spaces.flatMap((space) => space.categories[0]?.channels ?? []).length).toBe(450);
  expect(list.value.directs.map((room) => [room.id, room.directUserId])).toEqual([["!r499:hs", "@ann:hs"]]);
  expect(list.value.rooms.length).toBe(49);
  expect(list.value.spaces[0]?.categories[0]?.channels[7]?.last?.text).toBe("hello from room 7");
});

it("goes on calling a conversation as the last run did while nothing is known of the other one", async () => {
  const ann = () => list.value.directs.map(({ name, avatarMxc }) => [name, avatarMxc]);
  expect(ann()).toEqual([["Ann", "mxc://hs/ann"]]);
  // All of it is read again.
  let done = synced();
  hs.sync({}, { account_data: { events: [{ type: "m.push_rules", content: { global: {} } }] } });
  await done;
  expect(ann()).toEqual([["Ann", "mxc://hs/ann"]]);
  done = synced();
  hs.sync({ "!r499:hs": joined([state("m.room.member", { membership: "join", displayname: "Anna" }, "@ann:hs")]) });
  await done;
  expect(ann()).toEqual([["Anna", null]]);
});

it("is made again once for a sync, in 20 ms, and keeps the rows that nothing happened to", async () => {
  const times: number[] = [];
  for (let turn = 0; turn < 9; turn++) {
    const before = list.value;
    const remade = remakings;
    const done = synced();
    hs.sync({
      "!r3:hs": { ...joined([]), timeline: { events: [said(`turn ${turn}`), said(`turn ${turn} again`)] } },
      "!r5:hs": { ...joined([]), timeline: { events: [said(`turn ${turn}`)] } },
    });
    const stopwatch = stopwatchOfList();
    await done;
    times.push(stopwatch());
    expect(remakings).toBe(remade + 1);
    const rows = (of: RoomList) => of.spaces[0]?.categories[0]?.channels ?? [];
    expect(rows(list.value)[3]?.last?.text).toBe(`turn ${turn} again`);
    expect(rows(list.value)[4]).toBe(rows(before)[4]);
  }
  times.sort((a, b) => a - b);
  expect(times[4]).toBeLessThan(20);
});

const invited = (name: string, more: object = {}) => ({
  invite_state: {
    events: [
      state("m.room.create", { room_version: "12", ...more }),
      state("m.room.name", { name }),
      state("m.room.join_rules", {
        join_rule: "restricted",
        allow: [{ type: "m.room_membership", room_id: "!s0:hs" }],
      }),
      { ...state("m.room.member", { membership: "invite" }, me), sender: "@ann:hs" },
    ],
  },
});

it("accepts 40 invitations to new channels by itself, shows none of them, and stays as quick", async () => {
  const rooms = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`!n${at}:hs`, invited(`new ${at}`)]));
  const shown = new Set<string>();
  list.subscribe(() => {
    for (const invite of list.value.invites) shown.add(invite.name);
  });
  // The rooms come first, their listing after them.
  let done = synced();
  hs.sync({}, {}, { ...rooms, "!left:hs": invited("left before"), "!sub:hs": invited("a space", { type: "m.space" }) });
  let stopwatch = stopwatchOfList();
  await done;
  const first = stopwatch();
  expect(joins).toEqual([]);
  const children = [...Object.keys(rooms), "!left:hs", "!sub:hs"].map((roomId) =>
    state("m.space.child", { via: ["hs"] }, roomId),
  );
  done = synced();
  hs.sync({ "!s0:hs": joined(children) });
  stopwatch = stopwatchOfList();
  await done;
  const second = stopwatch();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(joins).toEqual(Object.keys(rooms));
  done = synced();
  hs.sync(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`!n${at}:hs`, channel(`new ${at}`)])));
  await done;
  expect(list.value.spaces[0]?.categories[0]?.channels.length).toBe(85);
  expect([...shown].sort()).toEqual(["a space", "left before"]);
  expect(joins.length).toBe(40);
  expect(Math.max(first, second)).toBeLessThan(20);
});

it("puts a room with words from the future where those of now stand", async () => {
  const done = synced();
  const early = { ...said("first for ever"), origin_server_ts: 9e15 };
  hs.sync({ "!r460:hs": { ...joined([]), timeline: { events: [early] } } });
  await done;
  const room = list.value.rooms.find(({ id }) => id === "!r460:hs");
  expect(room?.last?.text).toBe("first for ever");
  expect(room?.activeAt).toBeLessThanOrEqual(systemClock.now());
  expect(() => new Date(room?.last?.ts ?? Number.NaN).toISOString()).not.toThrow();
});

it("keeps a room without words in its place when a name changes", async () => {
  const activeAt = () => list.value.rooms.find(({ id }) => id === "!calm:hs")?.activeAt;
  let done = synced();
  const create = { ...state("m.room.create", { room_version: "12" }), origin_server_ts: 500 };
  const came = { ...state("m.room.member", { membership: "join" }, me), origin_server_ts: 700 };
  hs.sync({ "!calm:hs": joined([create, came]) });
  await done;
  expect(activeAt()).toBe(700);
  done = synced();
  const prev_content = { membership: "join" };
  const named = {
    ...state("m.room.member", { membership: "join", displayname: "Me" }, me),
    unsigned: { prev_content },
  };
  hs.sync({ "!calm:hs": joined([named]) });
  await done;
  expect(activeAt()).toBe(500);
});

it("does not offer a channel to be joined of which it is not known whether I am in it", async () => {
  const done = synced();
  const odd = channel("odd");
  const withoutMe = (odd["org.matrix.msc4222.state_after"].events as Event[]).filter(
    ({ type }) => type !== "m.room.member",
  );
  hs.sync({
    "!odd:hs": { ...odd, "org.matrix.msc4222.state_after": { events: withoutMe } },
    "!s0:hs": joined(["!odd:hs", "!open:hs"].map((roomId) => state("m.space.child", { via: ["hs"] }, roomId))),
  });
  await done;
  const offered = () => list.value.spaces[0]?.categories[0]?.joinable.map((room) => room.id);
  await vi.waitFor(() => expect(offered()).toContain("!open:hs"));
  expect(client.getRoom("!odd:hs")?.getMyMembership()).toBe("leave");
  expect(offered()).toEqual(["!open:hs"]);
});

it("tells of a channel whether one may join or asks, and looks again where joining is refused", async () => {
  const done = synced();
  const words = { name: "\u202Elareneg", topic: "first \u202Edrow" };
  hs.doors["!odd:hs"] = { join_rule: "knock_restricted", allowed_room_ids: ["!s0:hs"], ...words };
  hs.sync({ "!s0:hs": joined(["!odd:hs", "!open:hs"].map((id) => state("m.space.child", { via: ["hs"] }, id))) });
  await done;
  const open = () =>
    Object.fromEntries(list.value.spaces[0]?.categories[0]?.joinable.map((room) => [room.id, room.open]) ?? []);
  await vi.waitFor(() => expect(open()).toEqual({ "!odd:hs": "yes", "!open:hs": "unknown" }));
  expect(list.value.spaces[0]?.categories[0]?.joinable).toContainEqual(
    expect.objectContaining({ name: "lareneg", topic: "first drow" }),
  );
  hs.doors["!odd:hs"] = { join_rule: "knock_restricted", allowed_room_ids: ["!other:hs"] };
  hs.doors["!open:hs"] = { join_rule: "knock" };
  live.lookAgain("!odd:hs");
  await vi.waitFor(() => expect(open()).toEqual({ "!odd:hs": "ask", "!open:hs": "ask" }));
  hs.doors["!open:hs"] = { join_rule: "invite" };
  live.lookAgain("!open:hs");
  await vi.waitFor(() => expect(open()).toEqual({ "!odd:hs": "ask" }));
});

/** Room 7 of the first space, in its category there, goes on in another one that I am in. */
async function upgradeRoom7(predecessor: string | null): Promise<void> {
  const [category, order] = [{ "app.parley.category": "work" }, "0"];
  const done = synced();
  const next = channel("room 7, newer");
  const create = state("m.room.create", {
    room_version: "12",
    ...(predecessor === null ? {} : { predecessor: { room_id: predecessor } }),
  });
  const kept = (next["org.matrix.msc4222.state_after"].events as Event[]).filter(({ type }) => type !== create.type);
  hs.sync({
    "!s0:hs": joined([
      state("app.parley.categories", { categories: [{ id: "work", name: "Work" }] }),
      state("m.space.child", { via: ["hs"], order, ...category }, "!r7:hs"),
    ]),
    "!r7:hs": {
      ...joined([state("m.room.tombstone", { replacement_room: "!next:hs" })], [said("one more")]),
      unread_notifications: { notification_count: 5, highlight_count: 3 },
    },
    "!next:hs": { ...next, "org.matrix.msc4222.state_after": { events: [create, ...kept] } },
  });
  await done;
}
const firstSpace = () => list.value.spaces.find(({ id }) => id === "!s0:hs");
const channelsIn = (categoryId: string | null) =>
  firstSpace()
    ?.categories.find(({ id }) => id === categoryId)
    ?.channels.map(({ id }) => id) ?? [];

it("puts the room in which another one goes on in its place, and counts nothing of that one", async () => {
  const moved: string[] = [];
  live.onMoved((from, to) => moved.push(`${from} ${to}`));
  await upgradeRoom7("!r7:hs");
  expect(channelsIn("work")).toEqual(["!next:hs"]);
  expect(channelsIn(null)).not.toContain("!r7:hs");
  expect(firstSpace()?.mentions).toBe(0);
  expect(list.value.rooms.map(({ id }) => id)).not.toContain("!next:hs");
  expect(list.value.replaced).toMatchObject([{ room: { id: "!r7:hs", upgraded: true }, by: "!next:hs" }]);
  expect(moved).toEqual(["!r7:hs !next:hs"]);
  // Left again: the old one is what there is.
  const done = synced();
  hs.sync(
    {},
    { rooms: { join: {}, leave: { "!next:hs": joined([state("m.room.member", { membership: "leave" }, me)]) } } },
  );
  await done;
  expect(channelsIn("work")).toEqual(["!r7:hs"]);
  expect(list.value.replaced).toBeUndefined();
});

it("leaves a room where it stands when the new one does not say that it continues it", async () => {
  await upgradeRoom7("!r8:hs");
  expect(channelsIn("work")).toEqual(["!r7:hs"]);
  expect(list.value.rooms.map(({ id }) => id)).toContain("!next:hs");
  expect(firstSpace()?.mentions).toBe(3);
  expect(list.value.replaced).toBeUndefined();
});

/** The first space goes on in another one that lists its first two channels and one more. */
async function upgradeSpace0(predecessor: string): Promise<void> {
  const done = synced();
  const children = ["!r0:hs", "!r1:hs", "!r460:hs"];
  hs.sync({
    "!s0:hs": joined([
      state("m.room.tombstone", { replacement_room: "!s0-next:hs" }),
      state("app.parley.categories", { categories: [{ id: "work", name: "Work" }] }),
    ]),
    "!s0-next:hs": joined([
      state("m.room.create", { room_version: "12", type: "m.space", predecessor: { room_id: predecessor } }),
      state("m.room.name", { name: "space 0, newer" }),
      state("m.room.member", { membership: "join" }, me),
      ...children.map((id) => state("m.space.child", { via: ["hs"], "app.parley.category": "work" }, id)),
    ]),
  });
  await done;
}
const spaceIds = () => list.value.spaces.map(({ id }) => id);

it("puts the space in which another one goes on in its place, with its categories, and loses no channel", async () => {
  const moved: string[] = [];
  live.onMoved((from, to) => moved.push(`${from} ${to}`));
  await upgradeSpace0("!s0:hs");
  expect(spaceIds()).not.toContain("!s0:hs");
  const next = list.value.spaces.find(({ id }) => id === "!s0-next:hs");
  expect(next?.categories.map(({ name, channels }) => [name, channels.map(({ id }) => id)])).toEqual([
    ["", []],
    ["Work", ["!r0:hs", "!r1:hs", "!r460:hs"]],
  ]);
  expect(list.value.replacedSpaces).toEqual([{ id: "!s0:hs", by: "!s0-next:hs" }]);
  expect(moved).toEqual(["!s0:hs !s0-next:hs"]);
  // What the new one does not list is a room as any other.
  const room2 = list.value.rooms.find(({ id }) => id === "!r2:hs");
  expect(room2?.kind).toBe("room");
  const done = synced();
  const gone = joined([state("m.room.member", { membership: "leave" }, me)]);
  hs.sync({}, { rooms: { join: {}, leave: { "!s0-next:hs": gone } } });
  await done;
  expect(spaceIds()).toContain("!s0:hs");
  expect(list.value.replacedSpaces).toBeUndefined();
});

it("leaves a space where it stands when the new one does not say that it continues it", async () => {
  await upgradeSpace0("!s1:hs");
  expect(spaceIds()).toEqual(expect.arrayContaining(["!s0:hs", "!s0-next:hs"]));
  expect(firstSpace()?.upgraded).toBe(true);
  expect(list.value.replacedSpaces).toBeUndefined();
});

it("goes on offering a channel that another one claims to go on in", async () => {
  const done = synced();
  const tombstone = state("m.room.tombstone", { replacement_room: "!open:hs" });
  hs.sync({
    "!r7:hs": joined([tombstone]),
    "!s0:hs": joined([state("m.space.child", { via: ["hs"] }, "!open:hs")]),
  });
  await done;
  await vi.waitFor(() => expect(firstSpace()?.categories[0]?.joinable.map(({ id }) => id)).toEqual(["!open:hs"]));
  expect(channelsIn(null)).toContain("!r7:hs");
});

const said = (body: string) => event("m.room.message", { msgtype: "m.text", body }, { sender: "@ann:hs" });

/** Measures from the first listener of the SDK's sync event to the last: the list's own is among them. */
function stopwatchOfList(): () => number {
  let start = 0;
  let took = 0;
  const first = () => {
    start = process.cpuUsage().user;
  };
  const last = () => {
    took = (process.cpuUsage().user - start) / 1000;
    client.off(ClientEvent.Sync, first);
    client.off(ClientEvent.Sync, last);
  };
  client.prependListener(ClientEvent.Sync, first);
  client.on(ClientEvent.Sync, last);
  return () => took;
}
