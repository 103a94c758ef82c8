import { createScope, silentLog, systemRandom } from "@parley/kernel";
import { EventType, MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createSdkLogger } from "../sdk-logger.ts";
import { createMembership } from "./membership.ts";

const ME = "@me:x";
const ANN = "@ann:x";
const SPACE = "!space:x";

/** A space that I am in, or of which I do not know that; Ann is in it as `really` says, and this client does not know. */
function rig(really: string | null, mine: string | null = "join") {
  const asked: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: ME,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn: async (input) => {
      const path = decodeURIComponent(new URL(String(input)).pathname).replace(/^.*\/v3\/rooms\//u, "");
      asked.push(path);
      if (path.endsWith("/invite") && really === null) return Response.json({});
      if (path.includes("/state/m.room.member/")) return Response.json({ membership: really });
      return Response.json({ errcode: "M_FORBIDDEN", error: "is already in the room" }, { status: 403 });
    },
  });
  const room = new Room(SPACE, client, ME);
  const put = (type: string, state_key: string, content: Record<string, unknown>) =>
    room.currentState.setStateEvents([
      new MatrixEvent({ type, state_key, content, room_id: SPACE, sender: ME, event_id: `$${type}${state_key}` }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12", type: "m.space" });
  if (mine !== null) put(EventType.RoomMember, ME, { membership: mine });
  room.recalculate();
  client.store.storeRoom(room);
  let now = 0;
  const handle = {
    client,
    account: { userId: ME, deviceId: "D", homeserverUrl: "" },
    scope: createScope(),
    ports: {
      random: systemRandom,
      log: silentLog,
      clock: {
        now: () => now,
        after(ms: number, fn: () => void) {
          now += ms;
          queueMicrotask(fn);
          return () => {};
        },
      },
    },
  };
  const left = { has: () => false, note: async () => {}, forget: async () => {} };
  const membership = createMembership(handle as never as ClientHandle, async () => {}, left);
  return { welcome: () => membership.welcome(SPACE, ANN), asked };
}

it("welcomes who is in the space already without complaint, though this client did not know", async () => {
  const { welcome, asked } = rig("join");
  await welcome();
  expect(asked).toEqual([`${SPACE}/invite`, `${SPACE}/state/m.room.member/${ANN}`]);
});

it("says so when they may not be invited", async () => {
  await expect(rig("ban").welcome()).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
});

it("invites into a space though it is not known yet that I am in it, and not into one that I have left", async () => {
  const { welcome, asked } = rig(null, null);
  await welcome();
  expect(asked).toEqual([`${SPACE}/invite`]);
  await expect(rig(null, "leave").welcome()).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
});
