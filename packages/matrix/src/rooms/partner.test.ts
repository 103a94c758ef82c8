import { EventType, MatrixError, MatrixEvent, type Room } from "matrix-js-sdk";
import { _createAndReEmitRoom } from "matrix-js-sdk/lib/sync.js";
import { expect, it } from "vitest";
import type { RoomSummary } from "../contract/rooms.ts";
import { buildRig, me } from "../notifications/testing/rig.ts";
import { buildList } from "./build-list.ts";
import { createPartnerLoader, partnerOf } from "./partner.ts";
import { summarize } from "./read-room.ts";

const ANN = "@ann:x";
const MALLORY = "@mallory:elsewhere";

type Who = Readonly<
  Record<string, { displayname?: string; avatar_url?: string; membership?: string; before?: string }>
>;

/** A conversation with Mallory, who has named it and given it a picture, and those who are in it beside me. */
function rig(who: Who, count: number = Object.keys(who).length + 1, called = "Ann") {
  const { client } = buildRig();
  const room = _createAndReEmitRoom(client, "!dm:x", {});
  client.store.storeRoom(room);
  const put = (type: string, state_key: string, content: object, more: object = {}) =>
    room.currentState.setStateEvents([
      new MatrixEvent({
        type,
        state_key,
        content: { ...content },
        room_id: room.roomId,
        sender: MALLORY,
        event_id: `$${type}${state_key}`,
        ...more,
      }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12" });
  put(EventType.RoomMember, me, { membership: "join", displayname: "Me" });
  for (const [userId, { membership = "join", before, ...looks }] of Object.entries(who)) {
    const unsigned = before === undefined ? {} : { prev_content: { membership: "join", displayname: before } };
    put(EventType.RoomMember, userId, { membership, ...looks }, { unsigned });
  }
  put(EventType.RoomName, "", { name: called });
  put(EventType.RoomAvatar, "", { url: "mxc://x/ann" });
  room.setSummary({ "m.joined_member_count": count, "m.invited_member_count": 0, "m.heroes": [] });
  room.updateMyMembership("join");
  room.recalculate();
  return room;
}

const summaryOf = (room: Room, directUserId: string | null = MALLORY, shown: RoomSummary | null = null) =>
  summarize(room, {
    userId: me,
    directOf: () => directUserId,
    isMuted: () => false,
    isChannel: () => false,
    isBlocked: () => false,
    shownBefore: () => shown,
    now: () => 0,
  });

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it("shows a conversation of two as the other one looks, whatever its room is called", () => {
  const room = rig({ [MALLORY]: { displayname: "Mallory", avatar_url: "mxc://x/mallory" } });
  expect(summaryOf(room)).toMatchObject({ name: "Mallory", avatarMxc: "mxc://x/mallory", directUserId: MALLORY });
  const bare = rig({ [MALLORY]: { displayname: "Mallory" } });
  expect(summaryOf(bare)).toMatchObject({ name: "Mallory", avatarMxc: null });
  // Not a conversation: what it is called.
  expect(summaryOf(room, null)).toMatchObject({ name: "Ann", avatarMxc: "mxc://x/ann" });
});

it("says of a conversation that nobody else is in it, once they have declined or left, and not while they are awaited", () => {
  const room = rig({ [MALLORY]: { membership: "leave", before: "Mallory" } }, 1);
  expect(summaryOf(room)?.alone).toBe(true);
  room.setSummary({ "m.heroes": [], "m.invited_member_count": 1 });
  expect(summaryOf(room)?.alone).toBeUndefined();
  room.setSummary({ "m.heroes": [], "m.joined_member_count": 2, "m.invited_member_count": 0 });
  expect(summaryOf(room)?.alone).toBeUndefined();
  room.setSummary({ "m.heroes": [], "m.joined_member_count": 1 });
  expect(summaryOf(room, me)?.alone).toBeUndefined();
  expect(summaryOf(room, null)?.alone).toBeUndefined();
});

it("shows a conversation as it was shown last until something is known of who is in it", () => {
  const before = summaryOf(rig({ [MALLORY]: { displayname: "Mallory", avatar_url: "mxc://x/mallory" } }));
  const unknown = rig({}, 2);
  expect(summaryOf(unknown)).toMatchObject({ name: MALLORY, avatarMxc: null });
  expect(summaryOf(unknown, MALLORY, before)).toMatchObject({ name: "Mallory", avatarMxc: "mxc://x/mallory" });
  const known = rig({ [MALLORY]: { displayname: "M" } });
  expect(summaryOf(known, MALLORY, before)).toMatchObject({ name: "M", avatarMxc: null });
  // Who is another one now does not look as the one of before.
  expect(summaryOf(unknown, ANN, before)).toMatchObject({ name: ANN, avatarMxc: null });
  // What three people called their room is the name of none of them.
  const third = { [MALLORY]: { displayname: "Mallory" }, [ANN]: { displayname: "Ann" } };
  const three = summaryOf(rig(third, 3, "Rosa"));
  expect(three).toMatchObject({ name: "Rosa", directUserId: MALLORY });
  expect(summaryOf(unknown, MALLORY, three)).toMatchObject({ name: MALLORY, avatarMxc: null });
});

it("keeps the name of a conversation of three", () => {
  const room = rig({ [MALLORY]: { displayname: "Mallory" }, [ANN]: { displayname: "Ann", membership: "invite" } });
  expect(summaryOf(room)).toMatchObject({ name: "Ann", avatarMxc: "mxc://x/ann" });
});

it.each(["Ann (@ann:x)", "@ann:x", "Ann (\uFF20ann:x)", "Ann @a\u200Bnn:x"])(
  "does not let a third person make a conversation pass for somebody else's by calling it %j",
  (called) => {
    const third = "@sock:elsewhere";
    const room = rig({ [MALLORY]: { displayname: "Mallory" }, [third]: { displayname: "Sock" } }, 3, called);
    expect(summaryOf(room)).toMatchObject({ name: "Mallory", avatarMxc: null, directUserId: MALLORY });
    // What is no conversation with one goes by its name.
    expect(summaryOf(room, null)?.avatarMxc).toBe("mxc://x/ann");
  },
);

it("asks for nobody of a conversation of more, which goes by its name", async () => {
  const room = rig({}, 3);
  let asked = 0;
  room.client.getStateEvent = async () => {
    asked += 1;
    return {};
  };
  createPartnerLoader(
    () => {},
    () => false,
  )(room, MALLORY);
  await settled();
  expect(asked).toBe(0);
});

it("names who is there when the one that was noted has left, and who was there when nobody is", () => {
  const room = rig({ [ANN]: { membership: "leave", before: "Ann" }, [MALLORY]: { displayname: "Mallory" } }, 2);
  expect(partnerOf(room, ANN)).toMatchObject({ userId: MALLORY, name: "Mallory" });
  expect(partnerOf(rig({ [ANN]: { membership: "leave", before: "Ann" } }, 1), ANN)).toMatchObject({ name: "Ann" });
  expect(partnerOf(rig({}, 2), ANN)).toEqual({ userId: ANN, name: ANN, avatarMxc: null });
});

it("says the id with a name that is mine, or looks like an id", () => {
  const named = (displayname: string) => partnerOf(rig({ [MALLORY]: { displayname } }), MALLORY)?.name;
  expect(named("Me")).toBe(`Me (${MALLORY})`);
  expect(named("Ann @ann:x")).toBe(`Ann @ann:x (${MALLORY})`);
  expect(named("\u202EnnA")).toBe(`nnA (${MALLORY})`);
});

it("tells conversations with two people of one name apart, and leaves the others as they are", () => {
  const mallory = summaryOf(rig({ [MALLORY]: { displayname: "Аnn" } }));
  const ann = summaryOf(rig({ [ANN]: { displayname: "Ann" } }), ANN);
  const bob = summaryOf(rig({ "@bob:x": { displayname: "Bob" } }), "@bob:x");
  if (mallory === null || ann === null || bob === null) throw new Error("a conversation is missing");
  const rooms = [
    { ...mallory, id: "!1" },
    { ...ann, id: "!2" },
    { ...ann, id: "!3" },
    { ...bob, id: "!4" },
  ];
  const names = () => buildList(rooms, [], () => []).directs.map(({ name }) => name);
  expect(names()).toEqual([`Ann (${ANN})`, `Ann (${ANN})`, "Bob", `Аnn (${MALLORY})`]);
  // The rows that nothing happened to stay the very same.
  const [first, second] = [buildList(rooms, [], () => []).directs, buildList(rooms, [], () => []).directs];
  expect(first.every((row, at) => row === second[at])).toBe(true);
});

it.each([
  ["Alice", "AIice"],
  ["Alice", "A1ice"],
  ["Bob", "B0b"],
  ["Ian", "IAN"],
  ["ian", "Ian"],
])("tells %s and %s apart, who look alike", (one, other) => {
  const ann = summaryOf(rig({ [ANN]: { displayname: one } }), ANN);
  const mallory = summaryOf(rig({ [MALLORY]: { displayname: other } }));
  if (mallory === null || ann === null) throw new Error("a conversation is missing");
  const list = buildList(
    [
      { ...ann, id: "!1" },
      { ...mallory, id: "!2" },
    ],
    [],
    () => [],
  );
  const names = list.directs.map(({ name }) => name);
  expect(names.sort()).toEqual([`${one} (${ANN})`, `${other} (${MALLORY})`].sort());
});

it("asks who the partner of a conversation is that is not known, once, and again after a failure", async () => {
  const asked: string[] = [];
  const room = rig({}, 2);
  let answer: () => object = () => {
    throw new Error("no network");
  };
  room.client.getStateEvent = async (...what) => {
    asked.push(what.join(" "));
    return answer();
  };
  room.loadMembersIfNeeded = async () => asked.push("all") > 0;
  const known: string[] = [];
  const load = createPartnerLoader(
    (roomId) => known.push(roomId),
    () => false,
  );
  load(room, MALLORY);
  load(room, MALLORY);
  await settled();
  const one = `!dm:x m.room.member ${MALLORY}`;
  expect([asked, known]).toEqual([[one], []]);
  answer = () => ({ membership: "join", displayname: "Mallory", avatar_url: "mxc://x/mallory" });
  load(room, MALLORY);
  await settled();
  load(room, MALLORY);
  load(rig({ [MALLORY]: {} }), MALLORY);
  await settled();
  expect([asked, known]).toEqual([[one, one], ["!dm:x"]]);
  expect(summaryOf(room)).toMatchObject({ name: "Mallory", avatarMxc: "mxc://x/mallory" });
  expect(room.getMember(MALLORY)?.isOutOfBand()).toBe(true);
});

it("asks for all members where who was noted has left, or never was there", async () => {
  for (const answer of [() => ({ membership: "leave" }), () => Promise.reject(new MatrixError({}, 404))]) {
    const room = rig({}, 2);
    let all = 0;
    room.client.getStateEvent = async () => answer();
    room.loadMembersIfNeeded = async () => {
      all += 1;
      return true;
    };
    createPartnerLoader(
      () => {},
      () => false,
    )(room, MALLORY);
    await settled();
    expect(all).toBe(1);
  }
});

it("does not put what it asked for over what a sync has brought meanwhile", async () => {
  const room = rig({}, 2);
  room.client.getStateEvent = async () => {
    const said = { membership: "join", displayname: "New" };
    const parts = { type: EventType.RoomMember, state_key: MALLORY, sender: MALLORY, room_id: room.roomId };
    room.currentState.setStateEvents([new MatrixEvent({ ...parts, event_id: "$new", content: said })]);
    return { membership: "join", displayname: "Old" };
  };
  createPartnerLoader(
    () => {},
    () => false,
  )(room, MALLORY);
  await settled();
  expect(partnerOf(room, MALLORY)).toMatchObject({ name: "New" });
});

it("asks for nobody any more once the client has ended", async () => {
  const rooms = Array.from({ length: 3 }, () => rig({}, 2));
  let ended = false;
  let asked = 0;
  const load = createPartnerLoader(
    () => {},
    () => ended,
  );
  for (const [at, room] of rooms.entries()) {
    room.client.getStateEvent = async () => {
      asked += 1;
      ended = true;
      return { membership: "join" };
    };
    Object.assign(room, { roomId: `!dm${at}:x` });
    load(room, MALLORY);
  }
  await settled();
  expect(asked).toBe(1);
});

it("asks who is there when the one that was noted has left and it is still a conversation of two", async () => {
  const rooms = [
    rig({ [ANN]: { membership: "leave", before: "Ann" } }, 2),
    rig({ [ANN]: { membership: "leave", before: "Ann" } }, 1),
  ];
  const asked: number[] = [];
  const load = createPartnerLoader(
    () => {},
    () => false,
  );
  for (const [at, room] of rooms.entries()) {
    Object.assign(room, { roomId: `!dm${at}:x`, loadMembersIfNeeded: async () => asked.push(at) });
    load(room, ANN);
  }
  await settled();
  expect(asked).toEqual([0]);
});
