import { createScope, signal, silentLog } from "@parley/kernel";
import { MatrixClient, MemoryStore, Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { Connection } from "../contract/account.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { nameOf, topicOf } from "./read-room.ts";
import { createRoomViews, membersOf } from "./room-views.ts";

const roomId = "!a:x";
const online = signal<Connection>({ state: "online", since: 0 });

it("shows oneself online, whatever the homeserver heard from another device, and others as it says", async () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const room = new Room(roomId, client, "@me:x");
  client.store.storeRoom(room);
  const joined = ["@me:x", "@ann:x"].map((userId, at) =>
    client.getEventMapper()({
      event_id: `$${at}`,
      room_id: roomId,
      type: "m.room.member",
      state_key: userId,
      sender: userId,
      origin_server_ts: at,
      content: { membership: "join" },
    }),
  );
  await room.addLiveEvents(joined, { addToState: true });
  Object.assign(client, { getUser: (userId: string) => ({ userId, presence: "offline" }) });
  const connection = signal<Connection>({ state: "online", since: 0 });
  const handle: Pick<ClientHandle, "client" | "account" | "connection" | "scope" | "ports"> = {
    client,
    connection,
    account: { userId: "@me:x", deviceId: "D", homeserverUrl: "http://h.test" },
    scope: createScope(),
    ports: {
      fetch,
      indexedDB: {},
      locks: null,
      channel: null,
      random: { bytes: (length) => new Uint8Array(length) },
      clock: { now: () => 0, after: () => () => {} },
      log: silentLog,
    },
  };
  const list = signal({ spaces: [], directs: [], rooms: [], invites: [] });
  const views = createRoomViews(handle as ClientHandle, { list, onChanged: () => {} } as never);
  const presence = () =>
    Object.fromEntries(views.members(roomId).value.map((member) => [member.userId, member.presence]));
  expect(presence()).toEqual({ "@me:x": "online", "@ann:x": "offline" });
  // Without a connection nobody knows.
  connection.value = { state: "offline", since: 1, reason: "network" };
  expect(presence()).toEqual({ "@me:x": "unknown", "@ann:x": "unknown" });
  connection.value = { state: "online", since: 2 };
  expect(presence()).toEqual({ "@me:x": "online", "@ann:x": "offline" });
  expect(views.details(roomId).value?.membership).toBe("join");
});

it("says of a room that came without my membership that it is not known, not that I have left", () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const room = new Room(roomId, client, "@me:x");
  client.store.storeRoom(room);
  const handle = {
    client,
    account: { userId: "@me:x" },
    connection: online,
    scope: createScope(),
    ports: { log: silentLog },
  };
  const list = signal({ spaces: [], directs: [], rooms: [], invites: [] });
  const views = createRoomViews(handle as never, { list, onChanged: () => {} } as never);
  expect(room.getMyMembership()).toBe("leave");
  expect(views.details(roomId).value?.membership).toBe("none");
});

it("keeps up with the rooms on both sides of one that was upgraded, and with those that lead on", () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const make = (id: string, from: string | null, to: string | null): Room => {
    const room = new Room(id, client, "@me:x");
    const said = [{ type: "m.room.create", content: from === null ? {} : { predecessor: { room_id: from } } }];
    if (to !== null) said.push({ type: "m.room.tombstone", content: { replacement_room: to } as never });
    room.currentState.setStateEvents(
      said.map((event) =>
        client.getEventMapper()({
          ...event,
          event_id: `$${event.type}${id}`,
          state_key: "",
          sender: "@ann:x",
          room_id: id,
        } as never),
      ),
    );
    room.updateMyMembership("join");
    client.store.storeRoom(room);
    return room;
  };
  const [first, middle] = [make("!1:x", null, "!2:x"), make("!2:x", "!1:x", "!3:x"), make("!3:x", "!2:x", null)];
  const handle = {
    client,
    account: { userId: "@me:x" },
    connection: online,
    scope: createScope(),
    ports: { log: silentLog },
  };
  const list = signal({ spaces: [], directs: [], rooms: [], invites: [] });
  let changed: (roomIds: ReadonlySet<string>) => void = () => {};
  const views = createRoomViews(handle as never, { list, onChanged: (hear: never) => (changed = hear) } as never);
  const leave = (room: Room | undefined): void => {
    room?.updateMyMembership("leave");
    changed(new Set([room?.roomId ?? ""]));
  };
  const [ofFirst, ofMiddle] = [views.details("!1:x"), views.details("!2:x")];
  expect([ofFirst.value?.successor?.roomId, ofMiddle.value?.predecessorId]).toEqual(["!3:x", "!1:x"]);
  leave(middle);
  expect(ofFirst.value?.successor).toMatchObject({ roomId: "!2:x", joined: false });
  leave(first);
  expect(ofMiddle.value?.predecessorId).toBeNull();
});

it("puts members in the order in which people look for names", async () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const room = new Room(roomId, client, "@me:x");
  const named = ["Zoe", "émile", "Member 10", "ana", "Member 2", "\u202EEva", "\u200B"].map((displayname, at) =>
    client.getEventMapper()({
      event_id: `$${at}`,
      room_id: roomId,
      type: "m.room.member",
      state_key: `@p${at}:x`,
      sender: `@p${at}:x`,
      origin_server_ts: at,
      content: { membership: "join", displayname },
    }),
  );
  await room.addLiveEvents(named, { addToState: true });
  const order = membersOf(room, () => undefined).map(({ name }) => name);
  // Cleaned as rooms' names are.
  expect(order).toEqual(["@p6:x", "ana", "émile", "Eva", "Member 2", "Member 10", "Zoe"]);
});

it("puts more than a thousand of them by letters and the size of numbers", async () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const room = new Room(roomId, client, "@me:x");
  const named = Array.from({ length: 1200 }, (_, at) =>
    client.getEventMapper()({
      event_id: `$${at}`,
      room_id: roomId,
      type: "m.room.member",
      state_key: `@p${at}:x`,
      sender: `@p${at}:x`,
      origin_server_ts: at,
      content: { membership: "join", displayname: at % 2 === 0 ? `Member ${at}` : `member ${at}` },
    }),
  );
  await room.addLiveEvents(named, { addToState: true });
  const order = membersOf(room, () => undefined).map(({ name }) => Number(name.slice(7)));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

it("shows a room's name and topic in the order in which their letters stand", async () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: "@me:x", store: new MemoryStore() });
  const room = new Room(roomId, client, "@me:x");
  const state = (type: string, content: object, event_id: string) =>
    client.getEventMapper()({
      event_id,
      room_id: roomId,
      type,
      state_key: "",
      sender: "@me:x",
      origin_server_ts: 1,
      content,
    });
  await room.addLiveEvents(
    [state("m.room.name", { name: "pla\u202Ens" }, "$1"), state("m.room.topic", { topic: "of \u202Eold" }, "$2")],
    { addToState: true },
  );
  room.recalculate();
  expect([nameOf(room), topicOf(room)]).toEqual(["pla ns", "of old"]);
});
