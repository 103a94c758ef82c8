import { silentLog } from "@parley/kernel";
import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { beforeEach, expect, it } from "vitest";
import { createSdkLogger } from "../sdk-logger.ts";
import { keepReceiptsTrue } from "./true-receipts.ts";

const me = "@me:x";
const cara = "@cara:x";
let room: Room;

const said = (id: string, sender: string) => ({
  type: "m.room.message",
  sender,
  event_id: id,
  room_id: "!r:x",
  origin_server_ts: 1,
  content: { msgtype: "m.text", body: id },
});
const member = (id: string, displayname: string, membership = "join") => ({
  ...said(id, cara),
  type: "m.room.member",
  state_key: cara,
  content: { membership, displayname },
});
const arrive = (...events: readonly object[]) =>
  room.addLiveEvents(
    events.map((event) => new MatrixEvent(event)),
    { addToState: true },
  );
const readers = (id: string) => {
  const event = room.findEventById(id);
  return event === undefined ? [] : room.getUsersReadUpTo(event);
};

beforeEach(async () => {
  keepReceiptsTrue();
  keepReceiptsTrue();
  const logger = createSdkLogger(silentLog);
  const store = new MemoryStore();
  const client = new MatrixClient({ baseUrl: "http://hs.test", userId: me, store, logger });
  room = new Room("!r:x", client, me);
  await arrive(member("$here", "Cara"), said("$one", me), said("$two", me));
});

it("takes nobody for a reader who takes another name or goes", async () => {
  await arrive(member("$named", "Cara Z"));
  expect(readers("$named")).toEqual([]);
  await arrive(member("$gone", "Cara Z", "leave"));
  expect(readers("$gone")).toEqual([]);
});

it("leaves a reader where they read when they take another name", async () => {
  room.addReceipt(
    new MatrixEvent({ type: "m.receipt", content: { $one: { "m.read": { [cara]: { ts: 2, thread_id: "main" } } } } }),
  );
  await arrive(member("$named", "Cara Z"));
  expect(readers("$one")).toEqual([cara]);
});

it("takes who says something for a reader, and what is sent of oneself", async () => {
  await arrive(said("$answer", cara));
  expect(readers("$answer")).toEqual([cara]);
  await arrive(member("$named", "Cara Z"));
  const last = room.findEventById("$named");
  if (last !== undefined) room.addLocalEchoReceipt(me, last, "m.read" as never);
  expect(readers("$named")).toEqual([me]);
});
