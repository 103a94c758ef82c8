import { type Clock, createScope, signal, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { EventType, MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { captureGlobalLogger, createSdkLogger } from "../sdk-logger.ts";
import { createDirectOpener } from "./open-direct.ts";

captureGlobalLogger(createSdkLogger(silentLog));
/** Waits are over soon. */
const clock: Clock = { now: systemClock.now, after: (ms, fn) => systemClock.after(ms / 20, fn) };
const ME = "@me:x";
const ANN = "@ann:x";
const ROOM = "!standing:x";

const member = (userId: string, membership: string) => ({
  type: EventType.RoomMember,
  state_key: userId,
  sender: userId,
  room_id: ROOM,
  event_id: `$member${userId}`,
  origin_server_ts: 1,
  content: { membership },
});

const event = (roomId: string) => ({ sender: ME, room_id: roomId, event_id: `$${roomId}`, origin_server_ts: 1 });

/**
 * I am (`mine`) in a room that `m.direct` names as the one with Ann; of her membership what `theirs` says, or nothing:
 * then the homeserver, asked for the members, has `asked`, or cannot say.
 */
function rig(theirs: string | null, mine: string | null = "join", asked: string | null = null) {
  const direct = { [ANN]: [ROOM] };
  const made: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: ME,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn: async (input) => {
      const path = new URL(String(input)).pathname;
      if (path.endsWith("/capabilities")) return Response.json({ capabilities: {} });
      if (path.endsWith("/members")) {
        if (asked === null) return Response.json({ errcode: "M_UNKNOWN", error: "later" }, { status: 500 });
        // As the SDK asks: without those who have left.
        return Response.json({ chunk: [member(ME, "join"), ...(asked === "leave" ? [] : [member(ANN, asked)])] });
      }
      if (!path.endsWith("/createRoom")) return Response.json(direct);
      made.push(path);
      return Response.json({ errcode: "M_FORBIDDEN", error: "no" }, { status: 403 });
    },
  });
  const room = new Room(ROOM, client, ME, { lazyLoadMembers: true });
  const put = (type: string, state_key: string, content: Record<string, unknown>) =>
    room.currentState.setStateEvents([
      new MatrixEvent({ type, state_key, content, room_id: ROOM, sender: ME, event_id: `$${type}${state_key}` }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12" });
  if (mine !== null) put(EventType.RoomMember, ME, { membership: mine });
  if (theirs !== null) put(EventType.RoomMember, ANN, { membership: theirs });
  room.recalculate();
  client.store.storeRoom(room);
  const synced = { value: true };
  client.store.setSyncToken("s1");
  Object.assign(client, {
    hasLazyLoadMembersEnabled: () => true,
    getSyncState: () => (synced.value ? "SYNCING" : null),
  });
  client.store.storeAccountDataEvents([new MatrixEvent({ type: EventType.Direct, content: direct })]);
  const handle: ClientHandle = {
    client,
    account: { userId: ME, deviceId: "D", homeserverUrl: "" },
    ports: {
      fetch,
      indexedDB: {},
      locks: null,
      channel: null,
      clock,
      random: systemRandom,
      log: silentLog,
    },
    scope: createScope(),
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal({ state: "online", since: 0 } as const),
    encryption: signal({ state: "checking" } as const),
  };
  return { open: () => createDirectOpener(handle)(ANN), made, synced, room, client, handle };
}

describe("the room with a person", () => {
  it.each(["join", "invite", null])("is the standing one while their membership is %s", async (theirs) => {
    const { open, made } = rig(theirs);
    expect(await open()).toBe(ROOM);
    expect(made).toEqual([]);
  });

  it("is not that one when they have left: here no other can be made", async () => {
    const { open, made } = rig("leave");
    await expect(open()).rejects.toThrow();
    expect(made).toHaveLength(1);
  });

  it("is not that one when they have left before this device came, and only the homeserver knows", async () => {
    const { open, made } = rig(null, "join", "leave");
    await expect(open()).rejects.toThrow();
    expect(made).toHaveLength(1);
  });

  it("is the one in which it goes on, when that says the same, whatever happened in the old one since", async () => {
    const { open, room, client } = rig("join");
    const put = (of: Room, type: string, state_key: string, content: object) =>
      of.currentState.setStateEvents([
        new MatrixEvent({
          type,
          state_key,
          content: { ...content },
          ...event(of.roomId),
          event_id: `$${type}${state_key}`,
        }),
      ]);
    put(room, EventType.RoomTombstone, "", { replacement_room: "!next:x" });
    const next = new Room("!next:x", client, ME);
    client.store.storeRoom(next);
    const direct = { [ANN]: [ROOM, "!next:x"] };
    client.store.storeAccountDataEvents([new MatrixEvent({ type: EventType.Direct, content: direct })]);
    put(next, EventType.RoomCreate, "", { room_version: "12" });
    for (const userId of [ME, ANN]) put(next, EventType.RoomMember, userId, { membership: "join" });
    next.recalculate();
    expect(await open()).toBe(ROOM);
    put(next, EventType.RoomCreate, "", { room_version: "12", predecessor: { room_id: ROOM } });
    expect(await open()).toBe("!next:x");
  });

  it("is the standing one when the homeserver says that they are in it", async () => {
    const { open, made } = rig(null, "join", "join");
    expect(await open()).toBe(ROOM);
    expect(made).toEqual([]);
  });

  it("is the standing one while it is not known whether I am in it", async () => {
    const { open, made, room } = rig("join", null);
    const opened = open();
    await new Promise((resolve) => setTimeout(resolve, 60));
    // As `healOwnMembership` does.
    room.currentState.setStateEvents([new MatrixEvent(member(ME, "join"))]);
    room.recalculate();
    expect(await opened).toBe(ROOM);
    expect(made).toEqual([]);
  });

  it("is looked for once the rooms are known, not before", async () => {
    const { open, made, synced } = rig("join");
    synced.value = false;
    const opened = open();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(made).toEqual([]);
    synced.value = true;
    expect(await opened).toBe(ROOM);
  });

  it("waits for the members so long and no longer", async () => {
    const { open, made, room } = rig(null);
    room.loadMembersIfNeeded = () => new Promise<never>(() => {});
    expect(await open()).toBe(ROOM);
    expect(made).toEqual([]);
  });
});

const algorithm = "m.megolm.v1.aes-sha2";

/** Nobody is in `m.direct`; whatever is made comes with the next sync. `cut`: account data can neither be read nor written. */
function cutOff() {
  const state = { cut: true, synced: true, enciphered: true };
  const made: string[] = [];
  const { client, handle } = rig(null);
  client.store.storeAccountDataEvents([new MatrixEvent({ type: EventType.Direct, content: {} })]);
  const come = (roomId: string, is_direct: boolean) => {
    const room = new Room(roomId, client, ME);
    room.currentState.setStateEvents([
      new MatrixEvent({ ...event(roomId), type: EventType.RoomCreate, state_key: "", content: { room_version: "12" } }),
      new MatrixEvent({ ...event(roomId), ...member(ME, "join"), room_id: roomId }),
      new MatrixEvent({
        ...event(roomId),
        ...member(ANN, "invite"),
        room_id: roomId,
        sender: ME,
        content: { membership: "invite", is_direct },
      }),
    ]);
    if (state.enciphered) encipher(room);
    room.recalculate();
    client.store.storeRoom(room);
  };
  const encipher = (room: Room) =>
    room.currentState.setStateEvents([
      new MatrixEvent({ ...event(room.roomId), type: EventType.RoomEncryption, state_key: "", content: { algorithm } }),
    ]);
  client.createRoom = async () => {
    const roomId = `!made${made.length}:x`;
    made.push(roomId);
    if (state.synced) come(roomId, true);
    return { room_id: roomId };
  };
  client.getAccountDataFromServer = async () => {
    if (state.cut) throw new TypeError("cut off");
    return null;
  };
  client.setAccountData = async (type, content) => {
    client.store.storeAccountDataEvents([new MatrixEvent({ type, content: { ...content } })]);
    return {};
  };
  return { state, made, come, encipher, client, opener: () => createDirectOpener(handle) };
}

describe("a room whose note in m.direct could not be written", () => {
  it("is not made a second time, even before the sync has brought it", async () => {
    const { state, made, come, opener } = cutOff();
    state.synced = false;
    const open = opener();
    await expect(open(ANN)).rejects.toThrow();
    state.cut = false;
    const opened = open(ANN);
    setTimeout(() => come("!made0:x", true), 60);
    expect(await opened).toBe("!made0:x");
    expect(made).toEqual(["!made0:x"]);
  });

  it("is not made a second time after a reload either", async () => {
    const { state, made, opener } = cutOff();
    await expect(opener()(ANN)).rejects.toThrow();
    state.cut = false;
    expect(await opener()(ANN)).toBe("!made0:x");
    expect(made).toEqual(["!made0:x"]);
  });

  it("is not shown before the sync has brought that it is encrypted", async () => {
    const { state, encipher, client, opener } = cutOff();
    state.cut = false;
    state.enciphered = false;
    let opened: string | null = null;
    const opening = opener()(ANN).then((roomId) => {
      opened = roomId;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(opened).toBeNull();
    const room = client.getRoom("!made0:x");
    if (room === null) throw new Error("it was not made");
    encipher(room);
    await opening;
    expect(opened).toBe("!made0:x");
  });

  it("is not any room that they were invited to", async () => {
    const { state, made, come, opener } = cutOff();
    state.cut = false;
    come("!other:x", false);
    expect(await opener()(ANN)).toBe("!made0:x");
    expect(made).toHaveLength(1);
  });
});
