import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let ben: Session;
let spaceId: string;

/** As another client upgrades a room, or whoever runs the homeserver. */
const upgrade = async (who: Session, roomId: string, version: string): Promise<string> => {
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/upgrade`, {
    method: "POST",
    body: JSON.stringify({ new_version: version }),
    headers: { authorization: `Bearer ${who.accessToken()}`, "content-type": "application/json" },
  });
  if (!answer.ok) throw new Error(`upgrade: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { replacement_room: string }).replacement_room;
};
const details = (who: Session, roomId: string) => who.rooms.details(roomId).value;
const replaced = (who: Session) => (who.rooms.list.value.replaced ?? []).map(({ room, by }) => [room.id, by]);
const shownIds = ({ rooms: { list } }: Session): string[] => [
  ...list.value.spaces.flatMap(({ categories }) => categories.flatMap(({ channels }) => channels.map(({ id }) => id))),
  ...[...list.value.directs, ...list.value.rooms].map(({ id }) => id),
];

beforeAll(async () => {
  stack = await startRealStack();
  const matrix = realMatrix();
  ada = await signUp(matrix, stack, "ada");
  ({ spaceId } = await makeHome(ada));
  ben = await signUp(matrix, stack, "ben");
  await Promise.all([ada, ben].map(encryptionReady));
  await ada.rooms.welcome(spaceId, ben.account.userId);
  await until("the invitation is there", () => ben.rooms.list.value.invites.some(({ id }) => id === spaceId));
  await ben.rooms.join(spaceId);
  await until("Ben has the channel", () => channel(ben, "general") !== undefined);
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close()]);
  await stack?.stop();
});

test("who is in an upgraded channel is led to the new one, which takes its place; the old one can be read on", async () => {
  const category = await ada.rooms.createCategory(spaceId, "Work");
  const old = await ada.rooms.createChannel(spaceId, { name: "plans", categoryId: category });
  await until("Ben has it", () => channel(ben, "plans") !== undefined);
  await say(ada, old, "said before");
  await reads(ben, old, ["said before"]);
  await ben.notifications.setLevel(old, "mentions");
  const words = ada.openTimeline(old);
  await words.send({ text: "come, Ben", mentions: { userIds: [ben.account.userId] } });
  words.close();
  await until("Ben is named", () => (channel(ben, "plans")?.mentions ?? 0) > 0);

  const fresh = await upgrade(ada, old, "12");
  // Ada's homeserver has put her there: her list follows by itself, and so does the server that she may order.
  await until(
    "Ada's list has the new one alone",
    () => JSON.stringify(replaced(ada)) === JSON.stringify([[old, fresh]]),
  );
  expect(shownIds(ada)).not.toContain(old);
  await until("the new one stands where the old one did", () => {
    const work = ada.rooms.list.value.spaces[0]?.categories.find(({ id }) => id === category);
    return work?.channels.map(({ id }) => id).join() === fresh;
  });
  expect(details(ada, fresh)).toMatchObject({ predecessorId: old, successor: null, version: "12" });

  await until("Ben learns of it", () => details(ben, old)?.successor?.roomId === fresh);
  const successor = details(ben, old)?.successor;
  expect(successor).toMatchObject({ joined: false, byName: "ada" });
  expect(details(ben, old)?.permissions).toMatchObject({ send: false, react: false, startCall: false });
  expect(shownIds(ben)).toContain(old);
  const window = ben.openTimeline(old);
  await until("nothing is begun there", () =>
    window.items.value.every(
      (item) => item.type !== "message" || (!item.can.reply && !item.can.edit && !item.can.react),
    ),
  );
  window.close();

  await ben.rooms.join(fresh, successor?.via);
  await until(
    "Ben's list has the new one alone",
    () => JSON.stringify(replaced(ben)) === JSON.stringify([[old, fresh]]),
  );
  expect(shownIds(ben)).toContain(fresh);
  expect(shownIds(ben)).not.toContain(old);
  expect(ben.rooms.list.value.spaces[0]?.mentions).toBe(0);
  await until(
    "his level is that of the old one",
    () => ben.notifications.rules.value.exceptions.get(fresh) === "mentions",
  );
  await until("the mention is done with", () => ben.notifications.inbox.value.items.every(({ read }) => read));
  await until("the new one stands in its category", () => {
    const work = ben.rooms.list.value.spaces[0]?.categories.find(({ id }) => id === category);
    return work?.channels.map(({ id }) => id).join() === fresh;
  });
  expect(details(ben, fresh)?.predecessorId).toBe(old);
  await reads(ben, old, ["said before"]);
  await say(ada, fresh, "said after");
  await reads(ben, fresh, ["said after"]);
});

test("a conversation of two stays one of two; nobody is let into what takes only who is invited", async () => {
  const old = await ada.rooms.openDirect(ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.some(({ id }) => id === old));
  await ben.rooms.join(old);
  await until("Ben has it", () => ben.rooms.list.value.directs.some(({ id }) => id === old));
  const fresh = await upgrade(ada, old, "11");
  await until("Ada talks with Ben there", () =>
    ada.rooms.list.value.directs.some(({ id, directUserId }) => id === fresh && directUserId === ben.account.userId),
  );
  expect(ada.rooms.list.value.directs.map(({ id }) => id)).not.toContain(old);
  await until("Ben learns of it", () => details(ben, old)?.successor?.roomId === fresh);
  const through = details(ben, old)?.successor?.via;
  await expect(ben.rooms.join(fresh, through)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  expect(ben.rooms.list.value.directs.map(({ id }) => id)).toContain(old);
  await ada.rooms.invite(fresh, ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.some(({ id }) => id === fresh));
  await ben.rooms.join(fresh, through);
  await until("Ben talks with Ada there", () =>
    ben.rooms.list.value.directs.some(({ id, directUserId }) => id === fresh && directUserId === ada.account.userId),
  );
  expect(ben.rooms.list.value.directs.map(({ id }) => id)).not.toContain(old);
});

test("an upgraded server leads to the new one, which takes its place, its categories and its channels", async () => {
  const old = await ada.rooms.createSpace({ name: "Guild", channels: [{ name: "hall" }] });
  const category = await ada.rooms.createCategory(old, "Rooms");
  const inside = await ada.rooms.createChannel(old, { name: "kitchen", categoryId: category });
  await ada.rooms.welcome(old, ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.some(({ id }) => id === old));
  await ben.rooms.join(old);
  await until(
    "Ben has its channels",
    () => channel(ben, "kitchen") !== undefined && channel(ben, "hall") !== undefined,
  );
  const fresh = await upgrade(ada, old, "12");
  const spacesOf = (who: Session) =>
    who.rooms.list.value.spaces
      .filter(({ name }) => name === "Guild")
      .map(({ id, categories }) => [
        id,
        categories.map(({ name, channels }) => [name, channels.map((one) => one.name)]),
      ]);
  const whole = JSON.stringify([
    [
      fresh,
      [
        ["", ["hall"]],
        ["Rooms", ["kitchen"]],
      ],
    ],
  ]);
  await until("Ada has the new one alone, as the old one was", () => JSON.stringify(spacesOf(ada)) === whole);
  expect(ada.rooms.list.value.replacedSpaces).toEqual([{ id: old, by: fresh }]);

  await until("Ben learns of it", () => details(ben, old)?.successor?.roomId === fresh);
  expect(ben.rooms.list.value.spaces.find(({ id }) => id === old)?.upgraded).toBe(true);
  await ben.rooms.join(fresh, details(ben, old)?.successor?.via);
  await until("Ben has the new one alone", () => JSON.stringify(spacesOf(ben)) === whole);
  expect(channel(ben, "kitchen")?.id).toBe(inside);
  // For who comes without having been in the old one.
  const stateOf = async (roomId: string, type: string): Promise<string> => {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/${type}`;
    const headers = { authorization: `Bearer ${ben.accessToken()}` };
    return await (await fetch(`${stack.baseUrl}${path}`, { headers })).text();
  };
  await until("its categories are its own", async () =>
    (await stateOf(fresh, "app.parley.categories")).includes(category),
  );
  await until("who is in it may come into its channels", async () =>
    (await stateOf(inside, "m.room.join_rules")).includes(fresh),
  );
}, 60_000);

test("what was written for a room before it was upgraded is not lost: it stays, and says that it did not leave", async () => {
  const old = await ada.rooms.createChannel(spaceId, { name: "notes" });
  await until("Ben has it", () => channel(ben, "notes") !== undefined);
  await upgrade(ada, old, "12");
  await until("Ben learns of it", () => details(ben, old)?.successor !== null);
  const there = ben.openTimeline(old);
  await there.send({ text: "too late" });
  await until("it is refused", () =>
    ben.queue.items.value.some(
      ({ roomId, text, send }) => roomId === old && text === "too late" && send.state === "failed",
    ),
  );
  const item = there.items.value.findLast(({ type }) => type === "message");
  expect(item).toMatchObject({ body: { text: "too late" }, send: { state: "failed", reason: "forbidden" } });
  await there.discard(item?.key ?? "");
  await until("it is gone", () => ben.queue.items.value.length === 0);
  there.close();
});
