import { createScope, signal, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { EventType, MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createSdkLogger } from "../sdk/sdk-logger.ts";
import { createDirectOpener } from "./direct-rooms.ts";

const ME = "@me:x";
const ANN = "@ann:x";
const ROOM = "!standing:x";

/** I am in a room that `m.direct` names as the one with Ann; of her membership what `theirs` says, or nothing. */
function rig(theirs: string | null) {
  const direct = { [ANN]: [ROOM] };
  const made: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: ME,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn: async (input) => {
      const path = new URL(String(input)).pathname;
      if (!path.endsWith("/createRoom")) return Response.json(direct);
      made.push(path);
      return Response.json({ errcode: "M_FORBIDDEN", error: "no" }, { status: 403 });
    },
  });
  const room = new Room(ROOM, client, ME);
  const put = (type: string, state_key: string, content: Record<string, unknown>) =>
    room.currentState.setStateEvents([
      new MatrixEvent({ type, state_key, content, room_id: ROOM, sender: ME, event_id: `$${type}${state_key}` }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12" });
  put(EventType.RoomMember, ME, { membership: "join" });
  if (theirs !== null) put(EventType.RoomMember, ANN, { membership: theirs });
  room.recalculate();
  client.store.storeRoom(room);
  client.store.storeAccountDataEvents([new MatrixEvent({ type: EventType.Direct, content: direct })]);
  const handle: ClientHandle = {
    client,
    account: { userId: ME, deviceId: "D", homeserverUrl: "" },
    ports: {
      fetch,
      indexedDB: {},
      locks: null,
      channel: null,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    },
    scope: createScope(),
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal({ state: "online", since: 0 } as const),
    encryption: signal({ state: "checking" } as const),
  };
  return { open: () => createDirectOpener(handle)(ANN), made };
}

describe("the room with a person", () => {
  it.each(["join", "invite", null])("is the standing one while their membership is %s", async (theirs) => {
    const { open, made } = rig(theirs);
    expect(await open()).toBe(ROOM);
    expect(made).toEqual([]);
  });

  it("is not that one when they have left: here no other can be made", async () => {
    await expect(rig("leave").open()).rejects.toThrow();
  });
});
