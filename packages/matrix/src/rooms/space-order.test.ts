import { createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { beforeEach, expect, it } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createSdkLogger } from "../sdk-logger.ts";
import { placeKeyOf } from "./read-room.ts";
import { orderSpaces } from "./space-order.ts";

const me = "@me:hs";
const type = "org.matrix.msc3230.space_order";
const ids = ["!a:hs", "!b:hs", "!c:hs"];

let client: MatrixClient;
let handle: ClientHandle;
let clock: ReturnType<typeof createManualClock>;
/** Spaces whose key was written, in order. */
let written: string[];
/** Whether the sync brings back what was written. */
let echoes: boolean;

const put = (roomId: string, content: object): void => {
  const event = new MatrixEvent({ type, content: { ...content }, room_id: roomId });
  client.getRoom(roomId)?.addAccountData([event]);
};
const homeserver: FetchPort = async (resource, init) => {
  const [, roomId = ""] = /rooms\/([^/]+)\/account_data/u.exec(decodeURIComponent(String(resource))) ?? [];
  written.push(roomId);
  if (echoes) put(roomId, JSON.parse(String(init?.body)));
  return new Response("{}", { headers: { "content-type": "application/json" } });
};
const key = (roomId: string): string | null => {
  const space = client.getRoom(roomId);
  return space === null ? null : placeKeyOf(space);
};
const standing = (): string[] => ids.toSorted((one, other) => ((key(one) ?? "~") < (key(other) ?? "~") ? -1 : 1));

beforeEach(() => {
  written = [];
  echoes = true;
  clock = createManualClock();
  client = new MatrixClient({
    baseUrl: "http://hs",
    userId: me,
    deviceId: "D",
    accessToken: "t",
    fetchFn: homeserver,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
  });
  const ports = {
    fetch: homeserver,
    indexedDB: {},
    locks: null,
    channel: null,
    clock,
    random: systemRandom,
    log: silentLog,
  };
  handle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    scope: createScope(),
    ports,
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal({ state: "online", since: 0 } as const),
    encryption: signal({ state: "checking" } as const),
  };
  for (const id of ids) {
    const room = new Room(id, client, me);
    const create = { type: "m.room.create", content: { type: "m.space", room_version: "11" }, state_key: "" };
    room.currentState.setStateEvents([new MatrixEvent({ ...create, sender: me, room_id: id, event_id: "$1" })]);
    client.store.storeRoom(room);
  }
});

it("writes a key for each space once, and then only for the one that moved", async () => {
  await orderSpaces(handle, ["!c:hs", "!a:hs", "!b:hs"]);
  expect(standing()).toEqual(["!c:hs", "!a:hs", "!b:hs"]);
  expect(written).toHaveLength(3);
  await orderSpaces(handle, ["!a:hs", "!b:hs", "!c:hs"]);
  expect(standing()).toEqual(["!a:hs", "!b:hs", "!c:hs"]);
  expect(written.slice(3)).toEqual(["!c:hs"]);
});

it("leaves alone what is no space of mine, and keeps what others wrote beside the key", async () => {
  put("!a:hs", { order: "ü", theirs: 1 });
  await orderSpaces(handle, ["!nowhere:hs", "!b:hs", "!a:hs"]);
  expect(written).toEqual(["!b:hs", "!a:hs"]);
  expect(client.getRoom("!a:hs")?.getAccountData(type)?.getContent()).toMatchObject({ theirs: 1 });
});

it.each([undefined, null, 7, "", "ü", "x".repeat(51), ["a"]])("takes %j for no key", (order) => {
  put("!a:hs", { order });
  expect(key("!a:hs")).toBeNull();
});

it("waits for the sync to bring it back, and no longer than 5 s", async () => {
  echoes = false;
  let done = false;
  const ordered = orderSpaces(handle, ["!b:hs", "!a:hs"]).then(() => {
    done = true;
  });
  for (let step = 0; step < 20; step++) {
    clock.tick(200);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  expect(done).toBe(false);
  for (let step = 0; step < 20 && !done; step++) {
    clock.tick(200);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await ordered;
  expect(written).toHaveLength(2);
});
