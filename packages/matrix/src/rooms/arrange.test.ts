import { MatrixError, MatrixEvent } from "matrix-js-sdk";
import { _createAndReEmitRoom } from "matrix-js-sdk/lib/sync.js";
import { expect, it } from "vitest";
import { buildRig, me } from "../notifications/testing/rig.ts";
import { createRoomMaker } from "./create-rooms.ts";
import { createUpkeep } from "./upkeep.ts";

const SPACE = "!space:x";
const CATEGORIES = "app.parley.categories";
const work = { id: "work", name: "Work" };
const play = { id: "play", name: "Play" };
const theirs = { id: "theirs", name: "Theirs" };

/** A space whose sync is behind: the homeserver has what another admin has written since. */
function rig(now: Readonly<Record<string, object>>) {
  const { client, handle: own } = buildRig();
  let time = 0;
  // Nothing comes back of what is written: waiting for it is over in a moment.
  const clock = {
    now: () => time,
    after(ms: number, fn: () => void) {
      time += ms;
      queueMicrotask(fn);
      return () => {};
    },
  };
  const handle = { ...own, ports: { ...own.ports, clock } };
  const put: [what: string, content: Record<string, unknown>][] = [];
  Object.assign(client.http, {
    authedRequest: async (method: string, path: string, _query: object, body: Record<string, unknown>) => {
      const [, what = ""] = /\/state\/(.*)$/u.exec(decodeURIComponent(path)) ?? [];
      if (method === "GET") {
        const content = now[what];
        if (content === undefined) throw new MatrixError({ errcode: "M_NOT_FOUND" }, 404);
        return content;
      }
      put.push([what, body]);
      return { event_id: `$${put.length}` };
    },
  });
  const space = _createAndReEmitRoom(client, SPACE, {});
  client.store.storeRoom(space);
  const known: [string, string, object][] = [
    ["m.room.create", "", { room_version: "12", type: "m.space" }],
    ["m.room.member", me, { membership: "join" }],
    [CATEGORIES, "", { categories: [work, play] }],
    ["m.space.child", "!a:x", { via: ["x"], order: "a" }],
    ["m.space.child", "!b:x", { via: ["x"], order: "b" }],
  ];
  space.currentState.setStateEvents(
    known.map(
      ([type, state_key, content], at) =>
        new MatrixEvent({
          type,
          state_key,
          content: { ...content },
          room_id: SPACE,
          sender: me,
          event_id: `$known${at}`,
        }),
    ),
  );
  space.updateMyMembership("join");
  return { put, handle, upkeep: createUpkeep(handle) };
}

const seen = [
  { id: null, name: "", channelIds: ["!a:x", "!b:x"] },
  { ...work, channelIds: [] },
  { ...play, channelIds: [] },
];
const [loose, ...categories] = seen;
if (loose === undefined) throw new Error("no channels");

it("puts categories into another order and leaves the one that another admin has just made", async () => {
  const { put, upkeep } = rig({ [`${CATEGORIES}/`]: { categories: [work, theirs, play] } });
  await upkeep.arrange(SPACE, [loose, ...categories.toReversed()], seen);
  expect(put).toEqual([[`${CATEGORIES}/`, { categories: [play, work, theirs] }]]);
});

it("writes no categories where only channels were moved, and keeps where another has put those", async () => {
  const { put, upkeep } = rig({
    [`${CATEGORIES}/`]: { categories: [theirs] },
    "m.space.child/!a:x": { via: ["y"], order: "a", "app.parley.category": "theirs", theirs: 1 },
    "m.space.child/!b:x": {},
  });
  await upkeep.arrange(SPACE, [{ ...loose, channelIds: ["!b:x", "!a:x"] }, ...categories], seen);
  const [[what, content] = ["", {}], ...more] = put;
  expect([what, more]).toEqual(["m.space.child/!a:x", []]);
  expect(content).toMatchObject({ via: ["y"], "app.parley.category": "theirs", theirs: 1 });
  expect(String(content.order) > "b").toBe(true);
});

it("says so when what it is about is gone, and writes nothing", async () => {
  const { put, upkeep } = rig({ [`${CATEGORIES}/`]: { categories: [play] } });
  const moved = [{ ...loose, channelIds: ["!b:x"] }, { ...work, channelIds: ["!a:x"] }, ...categories.slice(1)];
  await expect(upkeep.arrange(SPACE, moved, seen)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  expect(put).toEqual([]);
});

it("makes a category beside the one that another has just made", async () => {
  const { put, handle } = rig({ [`${CATEGORIES}/`]: { categories: [work, theirs] } });
  const id = await createRoomMaker(handle).createCategory(SPACE, "Mine");
  expect(put).toEqual([[`${CATEGORIES}/`, { categories: [work, theirs, { id, name: "Mine" }] }]]);
});
