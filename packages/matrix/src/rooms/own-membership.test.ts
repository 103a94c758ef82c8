import { type Clock, createScope, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { createManualClock, type ManualClock } from "@parley/testkit";
import { ClientEvent, EventType, MatrixClient, MatrixEvent, MemoryStore, Room, SyncState } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { createSdkLogger } from "../sdk-logger.ts";
import { isUnsettled, knownMembership } from "./known-membership.ts";
import { healOwnMembership } from "./own-membership.ts";

const ME = "@me:x";
const ROOM = "!room:x";

function rig(answer: () => Response, clock: Clock = systemClock) {
  const asked: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: ME,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn: async (input) => {
      asked.push(decodeURIComponent(new URL(String(input)).pathname));
      return answer();
    },
  });
  const room = new Room(ROOM, client, ME);
  client.store.storeRoom(room);
  const put = (type: string, state_key: string, content: Record<string, unknown>) =>
    room.currentState.setStateEvents([
      new MatrixEvent({ type, state_key, content, room_id: ROOM, sender: ME, event_id: `$${type}${state_key}` }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12" });
  const scope = createScope();
  const ports = {
    fetch,
    indexedDB: {},
    locks: null,
    channel: null,
    clock,
    random: systemRandom,
    log: silentLog,
  };
  const listenersBefore = client.listenerCount(ClientEvent.Sync);
  healOwnMembership({ client, account: { userId: ME, deviceId: "D", homeserverUrl: "" }, ports, scope });
  const sync = async () => {
    client.emit(ClientEvent.Sync, SyncState.Syncing, null);
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { room, put, sync, asked, scope, client, listenersBefore };
}

describe("one's own membership", () => {
  it("is asked for where a sync left it out", async () => {
    const { room, sync, asked } = rig(() => Response.json({ membership: "join" }));
    expect(room.getMyMembership()).toBe("leave");
    await sync();
    expect(asked).toEqual([`/_matrix/client/v3/rooms/${ROOM}/state/m.room.member/${ME}`]);
    expect(room.getMyMembership()).toBe("join");
    await sync();
    expect(asked).toHaveLength(1);
  });

  it("is believed where it is known, and asked for once where it is refused", async () => {
    const refused = rig(() => Response.json({ errcode: "M_FORBIDDEN", error: "no" }, { status: 403 }));
    await refused.sync();
    await refused.sync();
    expect(refused.asked).toHaveLength(1);
    expect(refused.room.getMyMembership()).toBe("leave");
    // Told, not guessed: the room may be offered to be joined now.
    expect(knownMembership(refused.room, ME)).toBe("leave");
    const known = rig(() => Response.json({ membership: "join" }));
    known.put(EventType.RoomMember, ME, { membership: "leave" });
    await known.sync();
    expect(known.asked).toEqual([]);
    known.scope.end();
    expect(known.client.listenerCount(ClientEvent.Sync)).toBe(known.listenersBefore);
  });

  it("is asked for again after a pause when the homeserver could not say, however often", async () => {
    const clock = createManualClock();
    let down = true;
    const { room, sync, asked } = rig(
      () =>
        down
          ? Response.json({ errcode: "M_UNKNOWN", error: "later" }, { status: 502 })
          : Response.json({ membership: "join" }),
      clock,
    );
    await sync();
    await sync();
    expect(asked).toHaveLength(1);
    for (let pause = 1000; pause <= 64_000; pause *= 2) await passed(clock, pause);
    expect(asked).toHaveLength(8);
    expect(isUnsettled(room)).toBe(true);
    down = false;
    await passed(clock, 60_000);
    expect(room.getMyMembership()).toBe("join");
    expect(clock.waiting).toBe(0);
  });

  it("is asked for in many rooms with one sync, and in none once the client has ended", async () => {
    const { client, sync, asked, scope } = rig(() => Response.json({ membership: "join" }));
    const more = (from: number) => {
      for (let at = from; at < from + 10; at++) {
        const room = new Room(`!more${at}:x`, client, ME);
        room.currentState.setStateEvents([
          new MatrixEvent({ type: EventType.RoomCreate, state_key: "", content: {}, room_id: room.roomId, sender: ME }),
        ]);
        client.store.storeRoom(room);
      }
    };
    more(0);
    await sync();
    expect(asked).toHaveLength(11);
    more(10);
    const under = sync();
    scope.end();
    await under;
    expect(asked).toHaveLength(15);
  });
});

async function passed(clock: ManualClock, ms: number): Promise<void> {
  clock.tick(ms);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
