import { type Clock, createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { beforeEach, expect, it } from "vitest";
import type { Connection } from "../contract/account.ts";
import type { EncryptionState } from "../contract/encryption.ts";
import type { FetchPort } from "../contract/ports.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { captureGlobalLogger, createSdkLogger } from "../sdk-logger.ts";
import { createRoomMaker, type RoomMaker } from "./create-rooms.ts";

const logger = createSdkLogger(silentLog);
captureGlobalLogger(logger);
const me = "@me:hs";

let now: number;
let client: MatrixClient;
let maker: RoomMaker;
/** What was asked of the homeserver, in order. */
let asked: string[];
let invitedAtOnce: string[][];
let refuse: (what: string) => { status: number; errcode: string; retry_after_ms?: number } | null;
let accountData: Record<string, unknown>;
/** Happens whenever a wait is over. */
let passed: () => void;
let counter = 0;

/** The types of the rooms that were made. */
let types: unknown[];
/** Whether the directory was to list each, and who may join it. */
let doors: unknown[];

/** Each wait is over at once, and time has passed. */
const clock: Clock = {
  now: () => now,
  after(ms, fn) {
    const timer = setTimeout(() => {
      now += ms;
      passed();
      fn();
    }, 0);
    return () => clearTimeout(timer);
  },
};

const homeserver: FetchPort = async (resource, init) => {
  const path = decodeURIComponent(new URL(String(resource)).pathname).replace(/^.*\/v3/, "");
  const body = init?.body ? JSON.parse(String(init.body)) : {};
  const headers = { "content-type": "application/json" };
  const answer = (content: object, status = 200) => new Response(JSON.stringify(content), { status, headers });
  if (path === "/capabilities") return answer({ capabilities: {} });
  if (path.includes("/account_data/")) return answer(accountData);
  let what = path;
  if (path === "/createRoom") what = `create ${body.name} +${body.invite?.length ?? 0}`;
  if (path.includes("/m.space.child/")) what = `list ${path.split("/").at(-1)}`;
  if (path.endsWith("/invite")) what = `invite ${body.user_id}`;
  asked.push(what);
  if (path === "/createRoom") {
    invitedAtOnce.push(body.invite ?? []);
    types.push(body.creation_content?.type ?? null);
    const state: { type: string; content: { join_rule?: string } }[] = body.initial_state ?? [];
    doors.push([body.visibility, state.find(({ type }) => type === "m.room.join_rules")?.content.join_rule]);
  }
  const refusal = refuse(what);
  if (refusal !== null) return answer(refusal, refusal.status);
  return answer(path === "/createRoom" ? { room_id: "!new:hs" } : { event_id: "$1" });
};

/** A room that the sync has brought. */
function known(
  roomId: string,
  state: readonly (readonly [type: string, content: object, key?: string])[],
  membership: "join" | null = "join",
): void {
  const room = new Room(roomId, client, me);
  room.currentState.setStateEvents(
    state.map(
      ([type, content, key = ""]) =>
        new MatrixEvent({ type, content, state_key: key, sender: me, room_id: roomId, event_id: `$${++counter}` }),
    ),
  );
  if (membership !== null) room.updateMyMembership(membership);
  client.store.storeRoom(room);
}
function space(others: number, levels: object = { users: { [me]: 100 } }): void {
  const people = [me, ...Array.from({ length: others }, (_, at) => `@p${at}:hs`)];
  known("!space:hs", [
    ["m.room.create", { type: "m.space", room_version: "11" }],
    ["m.room.power_levels", levels],
    ...people.map((userId) => ["m.room.member", { membership: "join" }, userId] as const),
    ["m.room.member", { membership: "leave" }, "@gone:hs"],
  ]);
}
async function quiet(): Promise<void> {
  for (let last = -1; last !== asked.length; ) {
    last = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeEach(() => {
  now = 1_000_000;
  passed = () => {};
  asked = [];
  invitedAtOnce = [];
  types = [];
  doors = [];
  accountData = {};
  refuse = () => null;
  client = new MatrixClient({
    baseUrl: "http://hs",
    userId: me,
    deviceId: "D",
    accessToken: "t",
    fetchFn: homeserver,
    store: new MemoryStore(),
    disableVoip: true,
    logger,
  });
  const handle: ClientHandle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    ports: {
      fetch: homeserver,
      indexedDB: {},
      locks: null,
      channel: null,
      clock,
      random: systemRandom,
      log: silentLog,
    },
    scope: createScope(),
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal<Connection>({ state: "online", since: 0 }),
    encryption: signal<EncryptionState>({ state: "checking" }),
  };
  maker = createRoomMaker(handle);
});

it("opens a channel to everyone, and lists only such a one", async () => {
  space(0);
  await maker.createChannel("!space:hs", { name: "plaza", access: "everyone", listed: true });
  await maker.createChannel("!space:hs", { name: "quay", access: "everyone" });
  await maker.createChannel("!space:hs", { name: "ours", listed: true });
  await maker.createChannel("!space:hs", { name: "mine", access: "invited", listed: true });
  await quiet();
  expect(doors).toEqual([
    ["public", "public"],
    ["private", "public"],
    ["private", "restricted"],
    ["private", "invite"],
  ]);
});

it("invites the members by making the room, and those that are too many for that once it is listed", async () => {
  space(23);
  expect(await maker.createChannel("!space:hs", { name: "plans" })).toBe("!new:hs");
  await quiet();
  expect(asked).toEqual(["create plans +20", "list !new:hs", "invite @p20:hs", "invite @p21:hs", "invite @p22:hs"]);
  expect(invitedAtOnce[0]).not.toContain(me);
  expect(invitedAtOnce[0]).not.toContain("@gone:hs");
});

it("invites a hundred at most", async () => {
  space(130);
  await maker.createChannel("!space:hs", { name: "plans" });
  await quiet();
  expect(asked.filter((what) => what.startsWith("invite")).length).toBe(80);
});

it("makes the channel though its invitations are refused: skips who may not be invited, waits when told to", async () => {
  space(3);
  const before = now;
  let limited = true;
  refuse = (what) => {
    if (what === "create plans +3") return { status: 400, errcode: "M_UNKNOWN" };
    if (what === "invite @p0:hs") return { status: 403, errcode: "M_FORBIDDEN" };
    if (what !== "invite @p1:hs" || !limited) return null;
    limited = false;
    return { status: 429, errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 30_000 };
  };
  expect(await maker.createChannel("!space:hs", { name: "plans" })).toBe("!new:hs");
  await quiet();
  expect(asked).toEqual([
    "create plans +3",
    "create plans +0",
    "list !new:hs",
    "invite @p0:hs",
    "invite @p1:hs",
    "invite @p1:hs",
    "invite @p2:hs",
  ]);
  // What else waits in here takes less.
  expect(now - before).toBeGreaterThanOrEqual(30_000);
});

it("takes the room that was made though the request for it failed", async () => {
  space(2);
  refuse = (what) => (what === "create plans +2" ? { status: 403, errcode: "M_FORBIDDEN" } : null);
  const createRoom = client.createRoom.bind(client);
  client.createRoom = async (options) => {
    const marker = (options.creation_content as Record<string, unknown>)["app.parley.marker"];
    known("!half:hs", [["m.room.create", { room_version: "11", "app.parley.marker": marker }]]);
    return await createRoom(options);
  };
  expect(await maker.createChannel("!space:hs", { name: "plans" })).toBe("!half:hs");
  await quiet();
  expect(asked).toEqual(["create plans +2", "list !half:hs", "invite @p0:hs", "invite @p1:hs"]);
});

it("invites nobody to a channel that its maker may not list", async () => {
  space(3, { users: { [me]: 0 } });
  await expect(maker.createChannel("!space:hs", { name: "plans" })).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  expect(asked).toEqual([]);
});

it("lists the channel of an earlier try instead of making another", async () => {
  space(2);
  refuse = (what) => (what.startsWith("list") ? { status: 502, errcode: "M_UNKNOWN" } : null);
  await expect(maker.createChannel("!space:hs", { name: "plans" })).rejects.toThrow();
  refuse = () => null;
  // Other people are another channel.
  const closed = { name: "plans", access: "invited", invite: ["@p0:hs"] } as const;
  await maker.createChannel("!space:hs", closed);
  expect(await maker.createChannel("!space:hs", { name: "plans" })).toBe("!new:hs");
  await quiet();
  const made = ["create plans +2", "list !new:hs", "create plans +1", "list !new:hs", "list !new:hs"];
  expect(asked).toEqual(made);
  // Listed: the next of that name is a new one.
  await maker.createChannel("!space:hs", { name: "plans" });
  await quiet();
  expect(asked).toEqual([...made, "create plans +2", "list !new:hs"]);
});

it("lists the channel whose maker never heard that it was made", async () => {
  space(2);
  refuse = (what) => (what.startsWith("create") ? { status: 502, errcode: "M_UNKNOWN" } : null);
  const createRoom = client.createRoom.bind(client);
  client.createRoom = async (options) => {
    const marker = (options.creation_content as Record<string, unknown>)["app.parley.marker"];
    setTimeout(() => known("!half:hs", [["m.room.create", { room_version: "11", "app.parley.marker": marker }]]), 5);
    return await createRoom(options);
  };
  await expect(maker.createChannel("!space:hs", { name: "plans" })).rejects.toThrow();
  expect(await maker.createChannel("!space:hs", { name: "plans" })).toBe("!half:hs");
  expect(asked).toEqual(["create plans +2", "list !half:hs"]);
});

it("goes on with a half-made space: nothing is made, listed or invited twice", async () => {
  space(0);
  known("!home:hs", [
    ["m.room.create", { type: "m.space", room_version: "11", "app.parley.marker": "home" }],
    ["m.room.member", { membership: "join" }, me],
    ["m.room.member", { membership: "join" }, "@p0:hs"],
    ["m.space.child", { via: ["hs"], order: "moved" }, "!one:hs"],
  ]);
  known("!one:hs", [["m.room.create", { room_version: "11", "app.parley.marker": "home/0" }]]);
  // Came without my own membership: I made it all the same.
  known("!two:hs", [["m.room.create", { room_version: "11", "app.parley.marker": "home/1" }]], null);
  const channels = [{ name: "one" }, { name: "two" }, { name: "three" }];
  expect(await maker.createSpace({ name: "Home", channels, marker: "home" })).toBe("!home:hs");
  await quiet();
  expect(asked).toEqual(["list !two:hs", "create three +1", "list !new:hs"]);
});

it("makes a voice channel by its room's type, and none other for one of the same name", async () => {
  space(0);
  await maker.createChannel("!space:hs", { name: "studio", voice: true });
  await maker.createChannel("!space:hs", { name: "studio" });
  expect(types).toEqual(["org.matrix.msc3417.call", null]);
});

it("comes back when the sync has, so that what is written next is reckoned from it", async () => {
  space(0);
  const room = client.getRoom("!space:hs");
  const sent: unknown[] = [];
  client.sendStateEvent = async (roomId, type, content, key = "") => {
    sent.push(content);
    const event_id = `$${++counter}`;
    const event = new MatrixEvent({ type, content, state_key: key, sender: me, room_id: roomId, event_id });
    const backAt = now + 4000;
    passed = () => {
      if (now >= backAt) room?.currentState.setStateEvents([event]);
    };
    return { event_id };
  };
  client.getStateEvent = async () => Object(sent.at(-1) ?? { categories: [] });
  const deeds = await maker.createCategory("!space:hs", "Deeds");
  const words = await maker.createCategory("!space:hs", "Words");
  expect(sent[1]).toEqual({
    categories: [
      { id: deeds, name: "Deeds" },
      { id: words, name: "Words" },
    ],
  });
  known("!new:hs", [
    ["m.room.create", { room_version: "11" }],
    ["m.room.member", { membership: "join" }, me],
  ]);
  await maker.createChannel("!space:hs", { name: "plans" });
  expect(room?.currentState.getStateEvents("m.space.child", "!new:hs")?.getContent()).toMatchObject({
    suggested: true,
  });
});
