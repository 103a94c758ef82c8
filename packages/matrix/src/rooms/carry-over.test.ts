import { createScope, silentLog, systemRandom } from "@parley/kernel";
import {
  EventType,
  MatrixClient,
  MatrixError,
  MatrixEvent,
  MemoryStore,
  NotificationCountType,
  Room,
} from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createCarryOver } from "./carry-over.ts";

const me = "@me:hs";
const ann = "@ann:hs";
const create = (content: object = {}) => ({ type: "m.room.create", state_key: "", content });
const member = (userId: string, membership = "join") => ({
  type: "m.room.member",
  state_key: userId,
  content: { membership },
});

/** A client that notes what it is told to write; `members`: of the new room, beside me. */
function rig(
  options: {
    members?: object[];
    direct?: object;
    spaceLevel?: number;
    overrides?: object[];
    /** What the homeserver has of the new room in the space. */
    listed?: object;
    /** Who moved the room. */
    movedBy?: string;
  } = {},
) {
  const client = new MatrixClient({ baseUrl: "http://hs", userId: me, store: new MemoryStore() });
  let counter = 0;
  const make = (roomId: string, events: object[]) => {
    const room = new Room(roomId, client, me);
    room.currentState.setStateEvents(
      events.map(
        (event) =>
          new MatrixEvent({ event_id: `$${counter++}`, room_id: roomId, sender: me, origin_server_ts: 1, ...event }),
      ),
    );
    room.recalculate();
    room.loadMembersIfNeeded = async () => true;
    client.store.storeRoom(room);
    return room;
  };
  const tombstone = { type: "m.room.tombstone", state_key: "", sender: options.movedBy ?? ann, content: {} };
  const from = make("!old", [create(), member(me), member(ann), tombstone]);
  make("!new", [create(), member(me), ...(options.members ?? [])]);
  make("!space", [
    create({ type: "m.space" }),
    member(me),
    { type: "m.room.power_levels", state_key: "", content: { users: { [me]: options.spaceLevel ?? 0 } } },
    {
      type: "m.space.child",
      state_key: "!old",
      content: { "via": ["elsewhere"], "order": "k", "app.parley.category": "work" },
    },
  ]);
  client.store.storeAccountDataEvents([new MatrixEvent({ type: EventType.Direct, content: { ...options.direct } })]);
  client.pushRules = { global: { override: options.overrides ?? [] }, device: {} } as never;
  const written: unknown[][] = [];
  const note =
    (name: string) =>
    async (...said: unknown[]) => {
      written.push([name, ...said]);
      return {};
    };
  Object.assign(client, {
    addPushRule: note("rule"),
    setAccountData: note("account"),
    getAccountDataFromServer: async () => options.direct ?? null,
    setRoomTag: note("tag"),
    sendStateEvent: note("state"),
    getStateEvent: async () => {
      if (options.listed === undefined) throw new MatrixError({ errcode: "M_NOT_FOUND" }, 404);
      return options.listed;
    },
    setRoomReadMarkers: note("read"),
    sendReceipt: async (event: MatrixEvent, type: string) => void written.push(["receipt", event.getId(), type]),
  });
  const waits: number[] = [];
  const whileWaiting: (() => void)[] = [];
  const after = (ms: number, run: () => void) => {
    waits.push(ms);
    if (ms > 2000) for (const act of whileWaiting) act();
    queueMicrotask(run);
    return () => {};
  };
  const handle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    ports: {
      clock: { now: () => 0, after },
      log: silentLog,
      random: systemRandom,
    },
    scope: createScope(),
  } as unknown as ClientHandle;
  return { handle, client, from, make, written, waits, whileWaiting };
}
const mute = (roomId: string) => ({ rule_id: roomId, enabled: true, default: false, actions: [], conditions: [] });

it("takes along nothing where nothing was set", async () => {
  const { handle, written } = rig();
  await createCarryOver(handle)("!old", "!new");
  expect(written).toEqual([]);
});

it("takes the level of notifications along, unless the new room has its own", async () => {
  const { handle, written } = rig({ overrides: [mute("!old")] });
  await createCarryOver(handle)("!old", "!new");
  expect(written).toMatchObject([["rule", "global", "override", "!new", { actions: [] }]]);
  const own = rig({ overrides: [mute("!old"), mute("!new")] });
  await createCarryOver(own.handle)("!old", "!new");
  expect(own.written).toEqual([]);
});

it("keeps a conversation of two one of two, and makes none of a room with others in it", async () => {
  const direct = { [ann]: ["!old"], "@bob:hs": ["!other"] };
  const two = rig({ direct, members: [member(ann, "invite")] });
  await createCarryOver(two.handle)("!old", "!new");
  expect(two.written).toEqual([["account", "m.direct", { ...direct, [ann]: ["!old", "!new"] }]]);
  const three = rig({ direct, members: [member(ann), member("@eve:hs")] });
  await createCarryOver(three.handle)("!old", "!new");
  expect(three.written).toEqual([]);
});

it("lists the new room in the place of the old one where I may, and writes nothing elsewhere", async () => {
  const { handle, written } = rig({ spaceLevel: 100 });
  await createCarryOver(handle)("!old", "!new");
  const content = { "via": ["hs"], "order": "k", "app.parley.category": "work" };
  expect(written).toEqual([["state", "!space", "m.space.child", content, "!new"]]);
});

it("lists it at once where I have moved the room, and leaves it to others for a while where I have not", async () => {
  const mine = rig({ spaceLevel: 100, movedBy: me });
  await createCarryOver(mine.handle)("!old", "!new");
  expect([mine.waits, mine.written.length]).toEqual([[2000], 1]);
  const theirs = rig({ spaceLevel: 100 });
  await createCarryOver(theirs.handle)("!old", "!new");
  const [, wait = 0] = theirs.waits;
  expect([theirs.waits.length, theirs.written.length]).toEqual([2, 1]);
  expect(wait).toBeGreaterThanOrEqual(5000);
  expect(wait).toBeLessThanOrEqual(30_000);
});

it("lists nothing that another has listed meanwhile, or taken out of the space", async () => {
  const heard = rig({ spaceLevel: 100 });
  heard.whileWaiting.push(() => {
    const said = { type: "m.space.child", state_key: "!new", content: { via: ["hs"] } };
    const event = new MatrixEvent({ event_id: "$listed", room_id: "!space", sender: ann, ...said });
    heard.client.getRoom("!space")?.currentState.setStateEvents([event]);
  });
  await createCarryOver(heard.handle)("!old", "!new");
  expect(heard.written).toEqual([]);
  for (const listed of [{ via: ["hs"] }, {}]) {
    const { handle, written } = rig({ spaceLevel: 100, listed });
    await createCarryOver(handle)("!old", "!new");
    expect(written).toEqual([]);
  }
});

it("takes the place in other clients' lists along", async () => {
  const { handle, from, written } = rig();
  from.tags = { "m.favourite": { order: 0.25 }, "u.own": {} };
  await createCarryOver(handle)("!old", "!new");
  expect(written).toEqual([["tag", "!new", "m.favourite", { order: 0.25 }]]);
});

it("takes along what several rooms that moved at once have of one list", async () => {
  const rooms = { [ann]: ["!old"], "@bob:hs": ["!old2"] };
  const { handle, client, make } = rig({ direct: rooms, members: [member(ann)] });
  make("!old2", [create(), member(me), member("@bob:hs")]);
  make("!new2", [create(), member(me), member("@bob:hs")]);
  // As a homeserver has it: what is written last stands.
  let kept: object = rooms;
  client.getAccountDataFromServer = async () => kept as never;
  client.setAccountData = async (_type, content) => {
    kept = content;
    return {};
  };
  const carryOver = createCarryOver(handle);
  await Promise.all([carryOver("!old", "!new"), carryOver("!old2", "!new2")]);
  expect(kept).toEqual({ [ann]: ["!old", "!new"], "@bob:hs": ["!old2", "!new2"] });
});

it("ends what counts in the old room, and tells nobody else that it was read", async () => {
  const { handle, from, written } = rig();
  const said = { type: "m.room.message", content: { msgtype: "m.text", body: "not read" } };
  await from.addLiveEvents(
    [new MatrixEvent({ ...said, event_id: "$said", room_id: "!old", sender: ann, origin_server_ts: 2 })],
    { addToState: false },
  );
  await createCarryOver(handle)("!old", "!new");
  expect(written).toEqual([]);
  from.setUnreadNotificationCount(NotificationCountType.Total, 1);
  await createCarryOver(handle)("!old", "!new");
  expect(written).toEqual([["receipt", "$said", "m.read.private"]]);
});

/** A server of two channels that goes on in another one; I may write everything in both. */
function servers(movedBy: string) {
  const world = rig({ movedBy });
  const levels = { type: "m.room.power_levels", state_key: "", content: { users: { [me]: 100 } } };
  const child = (roomId: string) => ({ type: "m.space.child", state_key: roomId, content: { via: ["hs"] } });
  const rules = (content: object) => ({ type: "m.room.join_rules", state_key: "", content });
  const space = create({ type: "m.space" });
  const categories = [{ id: "work", name: "Work" }];
  world.make("!guild", [
    space,
    member(me),
    child("!hall"),
    { type: "m.room.tombstone", state_key: "", sender: movedBy, content: {} },
    { type: "app.parley.categories", state_key: "", content: { categories } },
  ]);
  world.make("!guild2", [space, member(me), levels, child("!hall"), child("!shut")]);
  const allow = [{ type: "m.room_membership", room_id: "!guild" }];
  world.make("!hall", [create(), member(me), levels, rules({ join_rule: "knock_restricted", allow })]);
  world.make("!shut", [create(), member(me), levels, rules({ join_rule: "invite" })]);
  const opened = [...allow, { type: "m.room_membership", room_id: "!guild2" }];
  return { ...world, categories, opened };
}

it("takes a server's categories along, and opens the channels to the new one that were open to the old one", async () => {
  const { handle, written, categories, opened } = servers(me);
  await createCarryOver(handle)("!guild", "!guild2");
  expect(written).toEqual([
    ["state", "!guild2", "app.parley.categories", { categories }, ""],
    ["state", "!hall", "m.room.join_rules", { join_rule: "knock_restricted", allow: opened }, ""],
  ]);
});

it("leaves a channel's door to who has opened it before, and leaves it shut to a room that claims to be a server", async () => {
  const { handle, client, written, whileWaiting, opened } = servers(ann);
  const hall = client.getRoom("!hall");
  whileWaiting.push(() => {
    const content = { join_rule: "knock_restricted", allow: opened };
    const rules = {
      type: "m.room.join_rules",
      state_key: "",
      room_id: "!hall",
      sender: ann,
      event_id: "$rules",
      content,
    };
    hall?.currentState.setStateEvents([new MatrixEvent(rules)]);
  });
  await createCarryOver(handle)("!guild", "!guild2");
  expect(written.map(([, roomId]) => roomId)).toEqual(["!guild2"]);
  const other = servers(me);
  await createCarryOver(other.handle)("!guild", "!new");
  expect(other.written).toEqual([]);
});

it("goes on where one step is refused", async () => {
  const { handle, client, written } = rig({ overrides: [mute("!old")], spaceLevel: 100 });
  client.addPushRule = vi.fn().mockRejectedValue(new Error("refused"));
  await createCarryOver(handle)("!old", "!new");
  expect(written.map(([name, roomId]) => [name, roomId])).toEqual([["state", "!space"]]);
});

it("leaves everything as it is when I have left the new room meanwhile", async () => {
  const { handle, client, written } = rig({ overrides: [mute("!old")], spaceLevel: 100 });
  client.getRoom("!new")?.updateMyMembership("leave");
  await createCarryOver(handle)("!old", "!new");
  expect(written).toEqual([]);
});
