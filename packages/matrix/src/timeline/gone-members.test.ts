import { setImmediate } from "node:timers/promises";
import { RoomStateEvent } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRig, ROOM } from "./testing/window-rig.ts";

let rig: ReturnType<typeof createRig>;
let window: ReturnType<typeof rig.conversations.openTimeline>;

beforeEach(() => {
  rig = createRig(setImmediate);
});
afterEach(() => {
  window?.close();
  rig.scope.end();
});

const member = (userId: string, membership: string, displayname: string | null, before: object | null = null) => ({
  type: "m.room.member",
  state_key: userId,
  sender: userId,
  content: { membership, ...(displayname === null ? {} : { displayname, avatar_url: `mxc://x/${displayname}` }) },
  ...(before === null ? {} : { unsigned: { prev_content: before } }),
});
const open = () => {
  window = rig.conversations.openTimeline(ROOM);
};
/** Who the messages are from, by the name that stands at them. */
const names = () =>
  window.items.value.flatMap((item) => (item.type === "message" ? [`${item.senderId} ${item.senderName}`] : []));

test("what somebody wrote who is gone stands under the name that they had, with their picture", async () => {
  await rig.add(member("@mira:x", "join", "Mira"), { sender: "@mira:x" });
  await rig.add(member("@mira:x", "leave", null, { membership: "join", displayname: "Mira" }));
  open();
  expect(names()).toEqual(["@mira:x Mira"]);
  // As the homeserver may say it as well: without what was before.
  await rig.add(member("@jun:x", "join", "Jun"), { sender: "@jun:x" }, member("@jun:x", "leave", null));
  await rig.turn();
  expect(names()).toEqual(["@mira:x Mira", "@jun:x Jun"]);
  expect(window.items.value.findLast(({ type }) => type === "message")).toMatchObject({
    senderAvatarMxc: "mxc://x/Jun",
  });
});

test("the last name counts, of those who are there the present one", async () => {
  await rig.add(member("@mira:x", "join", "Mira"), { sender: "@mira:x" }, member("@mira:x", "join", "Miranda"));
  open();
  expect(names()).toEqual(["@mira:x Miranda"]);
  await rig.add(member("@mira:x", "leave", null));
  await rig.turn();
  expect(names()).toEqual(["@mira:x Miranda"]);
  await rig.add(member("@mira:x", "join", "M."));
  await rig.turn();
  expect(names()).toEqual(["@mira:x M."]);
});

test("two of one name are told apart, whoever of them is gone", async () => {
  await rig.add(member("@mira:x", "join", "Mira"), { sender: "@mira:x" }, member("@mira:x", "leave", null));
  open();
  expect(names()).toEqual(["@mira:x Mira"]);
  // Another one takes the name.
  await rig.add(member("@eve:x", "join", "Mira"), { sender: "@eve:x" });
  await rig.turn();
  expect(names()).toEqual(["@mira:x Mira (@mira:x)", "@eve:x Mira"]);
  const [left] = await rig.add(member("@eve:x", "leave", null));
  if (left === undefined) throw new Error("nothing was added");
  rig.client.emit(RoomStateEvent.Events, left, rig.room.currentState, null);
  await rig.turn();
  expect(names()).toEqual(["@mira:x Mira (@mira:x)", "@eve:x Mira (@eve:x)"]);
});

test("a name that looks like somebody's id, and one that nobody sees, do not stand for one", async () => {
  await rig.add(member("@eve:x", "join", "@mira:x"), { sender: "@eve:x" }, member("@eve:x", "leave", null));
  await rig.add(member("@nul:x", "join", "\u200b"), { sender: "@nul:x" }, member("@nul:x", "leave", null));
  open();
  expect(names()).toEqual(["@eve:x @mira:x (@eve:x)", "@nul:x @nul:x"]);
});

test("of whom nothing is known stands the id, and a hostile state says nothing", async () => {
  await rig.add({ sender: "@far:x" });
  await rig.add({ ...member("@odd:x", "leave", null), unsigned: { prev_content: "none" } }, { sender: "@odd:x" });
  await rig.add({ ...member("@num:x", "leave", null), content: { membership: "leave", displayname: 5 } });
  await rig.add({ sender: "@num:x" });
  open();
  expect(names()).toEqual(["@far:x @far:x", "@odd:x @odd:x", "@num:x @num:x"]);
});
