import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import type { Timeline } from "../contract/timeline.ts";
import { channel, encryptionReady, makeHome, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let ben: Session;
let cleo: Session;
let spaceId: string;
let general: string;

const member = (session: Session, roomId: string, who: Session) =>
  session.rooms.members(roomId).value.find(({ userId }) => userId === who.account.userId);
/** Who wrote what a window shows, by the names that stand there. */
const authorsIn = ({ items }: Timeline) =>
  new Map(items.value.flatMap((item) => (item.type === "message" ? [[item.senderId, item.senderName] as const] : [])));
const join = async (who: Session) => {
  await ada.rooms.welcome(spaceId, who.account.userId);
  await until("the invitation is there", () => who.rooms.list.value.invites.some(({ id }) => id === spaceId));
  await who.rooms.join(spaceId);
  await until("the first channel is there", () => channel(who, "general") !== undefined);
};

beforeAll(async () => {
  stack = await startRealStack();
  const matrix = realMatrix();
  ada = await signUp(matrix, stack, "ada");
  ({ spaceId, roomId: general } = await makeHome(ada));
  [ben, cleo] = await Promise.all([signUp(matrix, stack, "ben"), signUp(matrix, stack, "cleo")]);
  await Promise.all([ada, ben, cleo].map(encryptionReady));
  await join(ben);
  await join(cleo);
  await until("Ada sees both", () => ada.rooms.list.value.spaces[0]?.memberCount === 3);
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close(), cleo?.close()]);
  await stack?.stop();
});

test("the maker of a version-12 space stands above all; a role counts in the space and its channels", async () => {
  const benId = ben.account.userId;
  expect(ada.rooms.details(spaceId).value).toMatchObject({ kind: "space", version: "12", role: "creator" });
  expect(ada.moderation.actionsOn(spaceId, benId)).toEqual({
    remove: true,
    ban: true,
    roles: ["admin", "moderator", "member"],
  });
  expect(ben.moderation.actionsOn(spaceId, ada.account.userId)).toEqual({ remove: false, ban: false, roles: [] });
  await expect(ben.moderation.remove(spaceId, cleo.account.userId)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  expect(await ada.moderation.setRole(spaceId, benId, "admin")).toEqual({ skipped: 0 });
  await until("Ben is an admin", () => ben.rooms.details(general).value?.role === "admin");
  // Creators are no one's to change; oneself only downwards.
  expect(ben.moderation.actionsOn(spaceId, ada.account.userId).roles).toEqual([]);
  expect(ben.moderation.actionsOn(spaceId, benId).roles).toEqual(["admin", "moderator", "member"]);
  await ben.moderation.setRole(spaceId, benId, "moderator");
  await until("Ben is a moderator", () => ben.rooms.details(spaceId).value?.role === "moderator");
  expect(ben.moderation.actionsOn(spaceId, cleo.account.userId)).toMatchObject({ remove: true, roles: [] });
});

test("who is removed from a space is out of its channels; who is banned stays out until let in again", async () => {
  const cleoId = cleo.account.userId;
  await ben.moderation.remove(spaceId, cleoId, "a test");
  await until("Cleo is out", () => cleo.rooms.list.value.spaces.length === 0 && channel(cleo, "general") === undefined);
  await until("Ada sees it", () => member(ada, general, cleo) === undefined);
  await until("Cleo can read it", () => cleo.removals.list.value.length > 0);
  expect(cleo.removals.list.value).toMatchObject([
    { roomId: spaceId, kind: "space", name: "Home", byName: "ben", reason: "a test", banned: false },
  ]);
  await join(cleo);
  await until("that is over", () => cleo.removals.list.value.length === 0);
  const quiet = await ada.rooms.createChannel(spaceId, { name: "quiet" });
  await ada.moderation.ban(quiet, cleoId, "only here");
  await ben.moderation.ban(spaceId, cleoId, "a longer test");
  await until("Cleo is out", () => cleo.rooms.list.value.spaces.length === 0);
  await expect(cleo.rooms.join(spaceId)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  expect(await ada.moderation.banned(spaceId)).toEqual([
    { userId: cleoId, name: "cleo", avatarMxc: null, reason: "a longer test", byName: "ben" },
  ]);
  expect(await ada.moderation.banned(general)).toMatchObject([{ userId: cleoId, reason: "a longer test" }]);
  expect(await ada.moderation.unban(spaceId, cleoId)).toEqual({ lifted: 1, kept: 1, skipped: 0 });
  expect(await ada.moderation.banned(spaceId)).toEqual([]);
  expect(await ada.moderation.banned(general)).toEqual([]);
  expect(await ada.moderation.banned(quiet)).toMatchObject([{ userId: cleoId, reason: "only here" }]);
  expect(await ada.moderation.unban(quiet, cleoId)).toEqual({ lifted: 0, kept: 0, skipped: 0 });
  await ada.upkeep.unlist(spaceId, quiet);
  // Else she is let into it as into the others, and has an invitation to a room that stands nowhere.
  await until("the channel stands nowhere", () => channel(ada, "quiet") === undefined);
  await join(cleo);
});

test("a private channel is for those who were chosen: nobody else is asked, shown or let in", async () => {
  const invite = [ben.account.userId];
  const told: string[] = [];
  const stopHearing = ben.notifications.listen((change) => {
    if (change.type === "told") told.push(`${change.told.kind} ${change.told.roomName} ${change.told.senderName}`);
  });
  const roomId = await ada.rooms.createChannel(spaceId, { name: "secret", access: "invited", invite });
  await until("Ben has it", () => channel(ben, "secret") !== undefined);
  await until("Ben is told who put him there", () => told.includes("added secret ada"));
  stopHearing();
  // It is never shown as an invitation: nothing to answer flashes by.
  expect(told.filter((line) => line.startsWith("invite"))).toEqual([]);
  expect(ada.rooms.details(roomId).value?.access).toBe("invited");
  await until("Cleo's list has settled", () => channel(cleo, "general") !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const offered = cleo.rooms.list.value.spaces[0]?.categories.flatMap(({ joinable }) => joinable) ?? [];
  expect(offered).toEqual([]);
  expect(cleo.rooms.list.value.invites).toEqual([]);
  await expect(cleo.rooms.join(roomId)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  await expect(cleo.discovery.preview(roomId)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  // A newcomer is not brought in with the rest, either.
  await ada.rooms.welcome(spaceId, cleo.account.userId);
  expect(member(ada, roomId, cleo)).toBeUndefined();
  await ada.upkeep.setAccess(roomId, "server");
  await until("Cleo may join", () =>
    cleo.rooms.list.value.spaces[0]?.categories.some(({ joinable }) => joinable.some(({ id }) => id === roomId)) ===
    true
      ? true
      : cleo.rooms.join(roomId).then(
          () => true,
          () => false,
        ),
  );
});

test("channels and categories stand where they are put", async () => {
  const work = await ada.rooms.createCategory(spaceId, "Work");
  const one = await ada.rooms.createChannel(spaceId, { name: "one" });
  const two = await ada.rooms.createChannel(spaceId, { name: "two" });
  const names = (session: Session) =>
    session.rooms.list.value.spaces[0]?.categories.map((category) => [
      category.name,
      ...category.channels.map(({ name }) => name),
    ]);
  await ada.upkeep.arrange(spaceId, [
    { id: null, name: "", channelIds: [two] },
    { id: work, name: "Deeds", channelIds: [general, one] },
  ]);
  const secret = "secret";
  await until(
    "Ben sees the order",
    () =>
      JSON.stringify(names(ben)) ===
      JSON.stringify([
        ["", "two", secret],
        ["Deeds", "general", "one"],
      ]),
  );
  // One right after the other: each is reckoned from what the last has written.
  await ada.upkeep.arrange(spaceId, [{ id: null, name: "", channelIds: [general, two, one] }]);
  await ada.upkeep.arrange(spaceId, [{ id: null, name: "", channelIds: [two, general, one] }]);
  await ada.upkeep.arrange(spaceId, [{ id: null, name: "", channelIds: [one, two, general] }]);
  await until(
    "Ben sees it",
    () => JSON.stringify(names(ben)) === JSON.stringify([["", "one", "two", "general", secret]]),
  );
  // Reckoned from an older picture: what came since stays.
  const seen = [{ id: null, name: "", channelIds: [one, two, general] }];
  await ada.rooms.createCategory(spaceId, "Later");
  await ada.upkeep.arrange(spaceId, [{ id: null, name: "", channelIds: [two, one, general] }], seen);
  await until(
    "Ben sees both",
    () => JSON.stringify(names(ben)) === JSON.stringify([["", "two", "one", "general", secret], ["Later"]]),
  );
});

test("a channel that is open to everyone is found and joined by who is in no server of its own", async () => {
  const open = { access: "everyone", listed: true } as const;
  const plaza = await ada.rooms.createChannel(spaceId, { name: "plaza", topic: "For all", ...open });
  const eve = await signUp(realMatrix(), stack, "eve");
  try {
    const look = async () => (await eve.discovery.search({ term: "plaz", kind: "room", from: null })).found;
    expect(await look()).toMatchObject([{ id: plaza, name: "plaza", topic: "For all", membership: null, open: "yes" }]);
    expect(await eve.discovery.join(plaza)).toBe(plaza);
    await until("it is a room of hers", () => eve.rooms.list.value.rooms.some(({ id }) => id === plaza));
    expect(eve.rooms.details(plaza).value).toMatchObject({ access: "everyone", permissions: { editListing: false } });
    await expect(eve.upkeep.setListed(plaza, false)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
    await say(eve, plaza, "bye");
    const window = ada.openTimeline(plaza);
    await until("Ada reads it", () => authorsIn(window).has(eve.account.userId));
    await eve.rooms.leave(plaza);
    // What she wrote stays under her name.
    await until("she is gone", () => member(ada, plaza, eve) === undefined);
    expect(authorsIn(window).get(eve.account.userId)).toBe("eve");
    window.close();
    // Who may ask finds it, too; who must belong to the server does not, though it was never taken off.
    await ada.upkeep.setAccess(plaza, "ask");
    await until("one may ask", async () => (await look())[0]?.open === "ask");
    await ada.upkeep.setAccess(plaza, "server");
    await until("it is no longer found", async () => (await look()).length === 0);
    expect(await ada.upkeep.listed(plaza)).toBe(true);
    await ada.upkeep.setListed(plaza, false);
    expect(await ada.upkeep.listed(plaza)).toBe(false);
  } finally {
    await eve.close();
  }
});

test("a server that is listed is found and previewed, with the channels that come with it", async () => {
  expect(await ada.upkeep.listed(spaceId)).toBe(false);
  await ada.upkeep.setListed(spaceId, true);
  const dan = await signUp(realMatrix(), stack, "dan");
  try {
    const { found } = await dan.discovery.search({ term: "hom", kind: "space", from: null });
    expect(found).toMatchObject([{ id: spaceId, name: "Home", kind: "space", membership: null, open: "yes" }]);
    expect((await dan.discovery.search({ term: "hom", kind: "room", from: null })).found).toEqual([]);
    expect(await dan.discovery.preview(spaceId)).toMatchObject({ name: "Home", memberCount: 3 });
    for (const nothing of ["#nowhere:localhost", "!nowhere:localhost", "mistyped"]) {
      await expect(dan.discovery.preview(nothing)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
    }
    expect(await dan.discovery.join(spaceId)).toBe(spaceId);
    await until("its channels are there", () => channel(dan, "plaza") !== undefined);
    // Who was never here together with her reads her name, too.
    const { id } = channel(dan, "plaza") ?? { id: "" };
    const window = dan.openTimeline(id);
    await until("Eve's name is there", () => [...authorsIn(window).values()].includes("eve"));
    window.close();
  } finally {
    await dan.close();
  }
});

test("who is blocked is not heard, and does not invite, until they are free again", async () => {
  const benId = ben.account.userId;
  await say(ben, general, "before");
  await until("Cleo hears Ben", () => channel(cleo, "general")?.last?.text === "before");
  const window = cleo.openTimeline(general);
  const hears = (text: string) =>
    window.items.value.some((item) => item.type === "message" && item.body.type === "text" && item.body.text === text);
  await until("Cleo reads Ben", () => hears("before"));
  await cleo.people.block(benId);
  await until("Ben's words are gone", () => !hears("before"));
  await until("the list no longer quotes Ben", () => channel(cleo, "general")?.last?.senderId !== benId);
  await ben.rooms.openDirect(cleo.account.userId);
  await say(ben, general, "unheard");
  await say(ada, general, "heard");
  await until("Cleo hears Ada", () => hears("heard"));
  expect(hears("unheard")).toBe(false);
  expect(cleo.rooms.list.value.invites.filter((invite) => invite.inviterId === benId)).toEqual([]);
  await cleo.people.unblock(benId);
  await until("Ben's words are back, and those that were left out", () => hears("before") && hears("unheard"));
  window.close();
});

test("one may stay unseen, also after a start", async () => {
  const shown = () => ada.people.presence(ben.account.userId).value.state;
  await until("Ben is seen", () => shown() === "online");
  ben.people.setIdle(true);
  await until("Ben is away", () => shown() === "away");
  ben.people.setIdle(false);
  await until("Ben is back", () => shown() === "online");
  await ben.people.setVisible(false);
  await until("Ben is not seen", () => shown() === "offline");
  await ben.close();
  ben = await realMatrix().resume(ben.account);
  await until("Ben is online", () => ben.connection.value.state === "online");
  expect(ben.people.visible.value).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(shown()).toBe("offline");
  await ben.people.setVisible(true);
  await until("Ben is seen again", () => shown() === "online");
});

test("who asks to come in waits until someone who may invite lets them in", async () => {
  const club = await ada.rooms.createSpace({ name: "Club", channels: [{ name: "quay" }] });
  await ada.upkeep.setAccess(club, "ask");
  await until("the rule is there", () => ada.rooms.details(club).value?.access === "ask");
  expect(await cleo.discovery.preview(club)).toMatchObject({ name: "Club", kind: "space", open: "ask" });
  await expect(cleo.rooms.join(club)).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
  const told: unknown[] = [];
  const stopHearing = ada.notifications.listen((change) => {
    told.push(change.type === "told" ? [change.told.kind, change.told.text] : change.type);
  });
  await cleo.knocks.ask(club, undefined, "Ahoy");
  await until("Cleo waits", () =>
    cleo.knocks.asked.value.some(({ roomId, name }) => roomId === club && name === "Club"),
  );
  await until("Ada hears it", () => ada.knocks.askers.value.length === 1);
  const { userId } = cleo.account;
  expect(ada.knocks.askers.value).toMatchObject([{ roomId: club, roomName: "Club", userId, reason: "Ahoy" }]);
  await cleo.knocks.withdraw(club);
  await until("nobody asks", () => ada.knocks.askers.value.length === 0 && cleo.knocks.asked.value.length === 0);
  expect(told).toEqual([["knock", "Ahoy"], "gone"]);
  stopHearing();
  await cleo.knocks.ask(club);
  await until("Ada hears it again", () => ada.knocks.askers.value.length === 1);
  await ada.knocks.letIn(club, userId);
  await until("Cleo is invited", () => cleo.rooms.list.value.invites.some(({ id }) => id === club));
  await cleo.rooms.join(club);
  await until("Cleo is in", () => channel(cleo, "quay") !== undefined && ada.knocks.askers.value.length === 0);
});

test("into a channel that lets in who asks, a member of the space asks from where it stands", async () => {
  const gate = await ada.rooms.createChannel(spaceId, { name: "gate", access: "invited" });
  await ada.upkeep.setAccess(gate, "ask");
  const offered = () =>
    ben.rooms.list.value.spaces[0]?.categories.flatMap(({ joinable }) => joinable).find(({ id }) => id === gate);
  // Ben has read the list while it was private, or not yet: refused, it is read again.
  await until("Ben may ask", async () => {
    if (offered() === undefined) await ben.rooms.join(gate).catch(() => {});
    return offered()?.open === "ask";
  });
  expect(await ben.discovery.preview(gate)).toMatchObject({ name: "gate", open: "ask" });
  await ben.knocks.ask(gate, undefined, "Ahoy");
  await until("Ada hears it", () => ada.knocks.askers.value.some(({ roomId }) => roomId === gate));
  await until("Ben waits", () => ben.knocks.asked.value.some(({ roomId }) => roomId === gate));
  expect(offered()).toMatchObject({ name: "gate", open: "ask" });
  await ben.knocks.withdraw(gate);
  await until("nobody asks", () => ada.knocks.askers.value.length === 0 && ben.knocks.asked.value.length === 0);
  await until("Ben may ask again", () => offered()?.open === "ask");
  await ben.knocks.ask(gate);
  await until("Ada hears it again", () => ada.knocks.askers.value.length === 1);
  await ada.knocks.letIn(gate, ben.account.userId);
  await until("Ben is in", () => channel(ben, "gate") !== undefined);
});
