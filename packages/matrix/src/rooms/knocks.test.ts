import { EventEmitter } from "node:events";
import { createScope, silentLog } from "@parley/kernel";
import { ClientEvent, MatrixClient, MemoryStore, Room, RoomEvent, RoomMemberEvent, SyncState } from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import { createKnocks } from "./knocks.ts";

const me = "@me:x";

function rig() {
  const sdk = new MatrixClient({ baseUrl: "http://h.test", userId: me, store: new MemoryStore() });
  const rooms = new Map<string, Room>();
  const knockRoom = vi.fn(async () => ({}));
  const client = Object.assign(new EventEmitter(), {
    getSyncState: () => null,
    getRooms: () => [...rooms.values()],
    getRoom: (roomId: string) => rooms.get(roomId) ?? null,
    knockRoom,
    kick: vi.fn(async () => ({})),
  });
  const doors = { invite: vi.fn(async () => {}), welcome: vi.fn(async () => {}), leave: vi.fn(async () => {}) };
  const handle = { client, account: { userId: me }, ports: { log: silentLog }, scope: createScope() };
  const knocks = createKnocks(handle as unknown as Parameters<typeof createKnocks>[0], doors);
  let at = 0;
  const event = (roomId: string, sender: string, type: string, key: string, content: object) =>
    sdk.getEventMapper()({
      event_id: `$${at++}`,
      room_id: roomId,
      type,
      state_key: key,
      sender,
      origin_server_ts: at,
      content,
    });
  const make = (roomId: string, over: { rule?: string; invite?: number; space?: boolean } = {}) => {
    const room = new Room(roomId, sdk, me);
    room.name = roomId.slice(1);
    room.loadMembersIfNeeded = async () => false;
    rooms.set(roomId, room);
    room.currentState.setStateEvents([
      event(roomId, "@ann:x", "m.room.create", "", { room_version: "10", ...(over.space ? { type: "m.space" } : {}) }),
      event(roomId, "@ann:x", "m.room.power_levels", "", { invite: over.invite ?? 0, users: { "@ann:x": 100 } }),
      event(roomId, "@ann:x", "m.room.join_rules", "", { join_rule: over.rule ?? "knock" }),
      event(roomId, me, "m.room.member", me, { membership: "join" }),
    ]);
    room.updateMyMembership("join");
    return room;
  };
  const become = (room: Room, userId: string, membership: string, reason?: string) => {
    const before = room.getMember(userId)?.membership;
    const content = { membership, displayname: userId.slice(1, 4), ...(reason === undefined ? {} : { reason }) };
    room.currentState.setStateEvents([event(room.roomId, userId, "m.room.member", userId, content)]);
    client.emit(RoomMemberEvent.Membership, {}, room.getMember(userId), before);
  };
  const start = () => client.emit(ClientEvent.Sync, SyncState.Syncing);
  return { knocks, client, doors, make, become, start, knockRoom };
}

it("knows who asks to be let in, from before this start and as they come and go", () => {
  const { knocks, make, become, start } = rig();
  const room = make("!talk");
  become(room, "@jun:x", "knock", " please ");
  expect(knocks.askers.value).toEqual([]);
  start();
  expect(knocks.askers.value).toMatchObject([
    { roomId: "!talk", roomName: "talk", kind: "room", userId: "@jun:x", name: "jun", reason: "please" },
  ]);
  become(room, "@kai:x", "knock");
  expect(knocks.askers.value.map(({ userId }) => userId)).toEqual(["@jun:x", "@kai:x"]);
  become(room, "@jun:x", "invite");
  become(room, "@kai:x", "leave");
  expect(knocks.askers.value).toEqual([]);
});

it("asks nobody who may not let them in, and shows nobody of a room that cannot be asked into", () => {
  const { knocks, make, become, start } = rig();
  become(make("!high", { invite: 50 }), "@jun:x", "knock");
  become(make("!shut", { rule: "invite" }), "@jun:x", "knock");
  start();
  expect(knocks.askers.value).toEqual([]);
});

it("lets into a space with its channels, into a room as it is, and declines", async () => {
  const { knocks, make, doors, client } = rig();
  make("!space", { space: true });
  make("!talk");
  await knocks.letIn("!space", "@jun:x");
  await knocks.letIn("!talk", "@jun:x");
  expect(doors.welcome).toHaveBeenCalledWith("!space", "@jun:x");
  expect(doors.invite).toHaveBeenCalledWith("!talk", "@jun:x");
  await knocks.decline("!talk", "@jun:x");
  expect(client.kick).toHaveBeenCalledWith("!talk", "@jun:x");
});

it("shows where one has asked until there is an answer", async () => {
  const { knocks, client, make, start, knockRoom } = rig();
  start();
  const room = make("!club");
  room.updateMyMembership("knock");
  client.emit(ClientEvent.Room, room);
  expect(knocks.asked.value).toEqual([{ roomId: "!club", kind: "room", name: "club", avatarMxc: null }]);
  room.updateMyMembership("invite");
  client.emit(RoomEvent.MyMembership, room, "invite", "knock");
  expect(knocks.asked.value).toEqual([]);
  await knocks.ask("#club:x", ["x"], ` ${"a".repeat(600)}`);
  expect(knockRoom).toHaveBeenCalledWith("#club:x", { viaServers: ["x"], reason: "a".repeat(500) });
});
