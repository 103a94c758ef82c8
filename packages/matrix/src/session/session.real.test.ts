import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Matrix } from "../contract/matrix.ts";
import type { Session } from "../contract/session.ts";
import { encryptionReady, makeHome, password, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let matrix: Matrix;
let ada: Session;
let ben: Session;
let spaceId: string;
let roomId: string;

const ask = async (path: string, session: Session, init: RequestInit = {}): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3${path}`, {
    ...init,
    headers: { authorization: `Bearer ${session.accessToken()}` },
  });
  return (await answer.json()) as Record<string, unknown>;
};

beforeAll(async () => {
  stack = await startRealStack();
  matrix = realMatrix();
  ada = await signUp(matrix, stack, "ada");
  ({ spaceId, roomId } = await makeHome(ada));
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close()]);
  await stack?.stop();
});

test("a new account has its encryption set up by itself, with a recovery key to be saved", async () => {
  await encryptionReady(ada);
  expect(ada.encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: false });
  expect((await ada.encryption.recoveryKey())?.replaceAll(" ", "")).toMatch(/^E[1-9A-HJ-NP-Za-km-z]{47}$/);
  const keys = await ask("/keys/query", ada, {
    method: "POST",
    body: JSON.stringify({ device_keys: { [ada.account.userId]: [] } }),
  });
  expect(keys.master_keys).toHaveProperty([ada.account.userId]);
  expect(await ask("/room_keys/version", ada)).toHaveProperty("version");
});

test("a space is made once for its marker, whoever asks again", async () => {
  expect(await ada.rooms.createSpace({ name: "Home", channels: [{ name: "general" }], marker: "home" })).toBe(spaceId);
  expect(ada.rooms.list.value.spaces.length).toBe(1);
});

test("a channel is encrypted from its first event, shares its history and lets members call", async () => {
  const state = (await ask(`/rooms/${encodeURIComponent(roomId)}/state`, ada)) as unknown as {
    type: string;
    content: Record<string, unknown>;
  }[];
  const content = (type: string) => state.find((event) => event.type === type)?.content;
  expect(content("m.room.create")).toMatchObject({ room_version: "12" });
  expect(content("m.room.encryption")).toMatchObject({ algorithm: "m.megolm.v1.aes-sha2" });
  expect(content("m.room.history_visibility")).toEqual({ history_visibility: "shared" });
  expect(content("m.room.join_rules")).toMatchObject({ join_rule: "restricted", allow: [{ room_id: spaceId }] });
  expect(content("m.room.power_levels")).toMatchObject({
    events: { "org.matrix.msc3401.call.member": 0, "org.matrix.msc4143.rtc.slot": 0, "m.room.power_levels": 100 },
  });
  expect(content("m.room.power_levels")?.users ?? {}).not.toHaveProperty([ada.account.userId]);
  expect(ada.rooms.members(roomId).value.map((member) => member.role)).toEqual(["creator"]);
});

test("a newcomer who is welcomed reads what was said before, and both read each other", async () => {
  await say(ada, roomId, "said before Ben was there");
  await say(ada, roomId, "and this too");
  ben = await signUp(matrix, stack, "ben");
  await ada.rooms.welcome(spaceId, ben.account.userId);
  await until("the invitation is there", () => ben.rooms.list.value.invites.some((invite) => invite.id === spaceId));
  await ben.rooms.join(spaceId);
  await reads(ben, roomId, ["said before Ben was there", "and this too"]);
  await say(ben, roomId, "hello Ada");
  await reads(ada, roomId, ["hello Ada"]);
  await say(ada, roomId, "welcome Ben");
  await reads(ben, roomId, ["welcome Ben"]);
  await until("two members", () => ada.rooms.members(roomId).value.length === 2);
  expect(ada.rooms.members(roomId).value.map((member) => member.role)).toEqual(["creator", "member"]);
  expect(ben.rooms.details(roomId).value?.permissions).toMatchObject({ send: true, startCall: true, kick: false });
});

test("what the homeserver stores of it is ciphertext", async () => {
  const page = await ask(`/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=100`, ada);
  const events = page.chunk as { type: string; content: unknown }[];
  const said = events.filter((event) => event.type === "m.room.encrypted");
  expect(said.length).toBeGreaterThanOrEqual(4);
  expect(events.filter((event) => event.type === "m.room.message")).toEqual([]);
  expect(JSON.stringify(page)).not.toMatch(/said before|hello Ada|welcome Ben/);
});

test("unread messages are counted and shown in one line, until they are read", async () => {
  await say(ben, roomId, "one line\nand another");
  const row = () => ada.rooms.list.value.spaces[0]?.categories[0]?.channels.find((room) => room.id === roomId);
  await until("the preview is shown", () => row()?.last?.text === "one line and another");
  expect(row()).toMatchObject({ unread: true, last: { mine: false, kind: "message" } });
  const timeline = ada.openTimeline(roomId);
  await timeline.markRead();
  timeline.close();
  await until("it is read", () => row()?.unread === false && row()?.unreadCount === 0);
});

test("a direct room is made once, for both", async () => {
  const [first, second] = await Promise.all([
    ada.rooms.openDirect(ben.account.userId),
    ada.rooms.openDirect(ben.account.userId),
  ]);
  expect(second).toBe(first);
  expect(await ada.rooms.openDirect(ben.account.userId)).toBe(first);
  await until("Ben is invited", () => ben.rooms.list.value.invites.some((invite) => invite.id === first));
  expect(await ben.rooms.openDirect(ada.account.userId)).toBe(first);
  await until("Ben has it among people", () => ben.rooms.list.value.directs.some((room) => room.id === first));
  expect(ben.rooms.list.value.directs[0]).toMatchObject({ kind: "direct", directUserId: ada.account.userId });
  await say(ben, first, "just us");
  await reads(ada, first, ["just us"]);
});

test("categories and muting are kept by the homeserver", async () => {
  const categoryId = await ada.rooms.createCategory(spaceId, "Work");
  const added = await ada.rooms.createChannel(spaceId, { name: "plans", topic: "What next", categoryId });
  await until(
    "it stands under its category",
    () =>
      ada.rooms.list.value.spaces[0]?.categories.some(
        (category) => category.name === "Work" && category.channels.some((room) => room.id === added),
      ) === true,
  );
  await until(
    "Ben has it there too",
    () =>
      ben.rooms.list.value.spaces[0]?.categories.some(
        (category) => category.id === categoryId && category.channels.some((room) => room.name === "plans"),
      ) === true,
  );
  await until("Ben is in", () => ben.rooms.details(added).value?.membership === "join");
  await ada.notifications.setLevel(added, "mute");
  await until(
    "it is muted",
    () =>
      ada.rooms.list.value.spaces[0]?.categories.some((category) => category.channels.some((room) => room.muted)) ===
      true,
  );
  await ada.notifications.setLevel(added, null);
  await expect(ben.rooms.setName(added, "mine now")).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
});

test("people are found by name", async () => {
  await ben.own.setDisplayName("Benedict");
  await until("found", async () =>
    (await ada.rooms.searchPeople("Bened")).some((person) => person.name === "Benedict"),
  );
});

test("a direct conversation looks as the other person does, whatever they call its room", async () => {
  const direct = await ada.rooms.openDirect(ben.account.userId);
  await ben.rooms.setName(direct, "Your bank");
  // What is said last keeps the sync from bringing whoever named it along.
  for (let at = 0; at < 12; at++) await say(ada, direct, `mine ${at}`);
  await until("the room is called so", () => ada.rooms.details(direct).value?.name === "Your bank");
  const row = (session: Session) => session.rooms.list.value.directs.find(({ id }) => id === direct);
  expect(row(ada)?.name).toBe("Benedict");
  // A new device is told of no member but those who said something.
  const second = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "ada", password, deviceName: "tablet" });
  try {
    const names = new Set<string | undefined>();
    const stop = second.rooms.list.subscribe(() => names.add(row(second)?.name));
    await until("it is called by the person", () => row(second)?.name === "Benedict");
    stop();
    expect([...names]).not.toContain("Your bank");
  } finally {
    await second.signOut();
  }
});

test("a second device needs the recovery key, refuses a wrong one, and then reads the old messages", async () => {
  const key = (await ada.encryption.recoveryKey()) ?? "";
  await say(ada, roomId, "said just before the restore");
  const second = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "ada", password, deviceName: "phone" });
  try {
    await until("it asks for the key", () => second.encryption.state.value.state === "needs-recovery");
    await expect(second.encryption.restore("not a key")).rejects.toMatchObject({ code: "MATRIX_RECOVERY_KEY_WRONG" });
    const other = (await ben.encryption.recoveryKey()) ?? "";
    await expect(second.encryption.restore(other)).rejects.toMatchObject({ code: "MATRIX_RECOVERY_KEY_WRONG" });
    expect(second.encryption.state.value.state).toBe("needs-recovery");
    await second.encryption.restore(key.toString());
    await encryptionReady(second);
    await reads(second, roomId, [
      "said before Ben was there",
      "hello Ada",
      "welcome Ben",
      "said just before the restore",
    ]);
    expect((await second.own.devices()).map((device) => device.verified)).toEqual([true, true]);
    await ada.encryption.confirmRecoveryKeySaved();
    expect(await ada.encryption.recoveryKey()).toBeNull();
    expect(ada.encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: true });
  } finally {
    await second.signOut();
  }
  expect((await matrix.accounts()).map((account) => account.deviceId)).not.toContain(second.account.deviceId);
  expect((await ada.own.devices()).length).toBe(1);
});

test("a device that is signed out elsewhere says so", async () => {
  const lost = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "ben", password, deviceName: "lost" });
  const { deviceId } = lost.account;
  await expect(ben.own.signOutDevices([deviceId], "wrong")).rejects.toMatchObject({ code: "MATRIX_WRONG_PASSWORD" });
  await ben.own.signOutDevices([deviceId], password);
  await until("signed out", () => lost.connection.value.state === "signed-out");
  expect(lost.connection.value).toMatchObject({ soft: false });
  await lost.close();
  const again = await matrix.resume(lost.account);
  expect(again.connection.value.state).toBe("signed-out");
  await again.close();
  await matrix.forget(lost.account);
  await expect(matrix.resume(lost.account)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
});

test("a reset with a wrong password changes nothing; with the right one there is a new key", async () => {
  await encryptionReady(ben);
  const before = await ben.encryption.recoveryKey();
  await expect(ben.encryption.reset("wrong")).rejects.toMatchObject({ code: "MATRIX_WRONG_PASSWORD" });
  expect(ben.encryption.state.value.state).toBe("ready");
  expect(await ben.encryption.recoveryKey()).toBe(before);
  await ben.encryption.reset(password);
  expect(ben.encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: false });
  expect(await ben.encryption.recoveryKey()).not.toBe(before);
});

test("names and passwords that cannot be are refused in our own words", async () => {
  const { baseUrl } = stack;
  expect(await matrix.usernameState(baseUrl, "nobody-yet")).toBe("ok");
  expect(await matrix.usernameState(baseUrl, "ada")).toBe("taken");
  expect(await matrix.usernameState(baseUrl, "Not A Name")).toBe("invalid");
  const wrong = { homeserverUrl: baseUrl, user: "ada", password: "wrong", deviceName: "x" };
  await expect(matrix.signIn(wrong)).rejects.toMatchObject({ code: "MATRIX_WRONG_PASSWORD" });
  const up = {
    homeserverUrl: baseUrl,
    username: "cleo",
    password,
    registrationToken: "no-such-token",
    deviceName: "x",
  };
  await expect(matrix.signUp(up)).rejects.toMatchObject({ code: "MATRIX_REGISTRATION_TOKEN" });
  const taken = { ...up, username: "ada", registrationToken: await stack.createRegistrationToken() };
  await expect(matrix.signUp(taken)).rejects.toMatchObject({ code: "MATRIX_USERNAME_TAKEN" });
  await expect(matrix.signIn({ ...wrong, homeserverUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({
    code: "MATRIX_UNREACHABLE",
  });
});

test("a changed password is the one that counts", async () => {
  const cleo = await signUp(matrix, stack, "cleo");
  const next = "another long password";
  await expect(cleo.own.changePassword({ current: "wrong", next, signOutOthers: false })).rejects.toMatchObject({
    code: "MATRIX_WRONG_PASSWORD",
  });
  await cleo.own.changePassword({ current: password, next, signOutOthers: false });
  await cleo.signOut();
  const request = { homeserverUrl: stack.baseUrl, user: "cleo", password, deviceName: "x" };
  await expect(matrix.signIn(request)).rejects.toMatchObject({ code: "MATRIX_WRONG_PASSWORD" });
  await (await matrix.signIn({ ...request, password: next })).signOut();
});

test("an avatar comes back as it was set", async () => {
  const png = Uint8Array.from(
    atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
    (letter) => letter.charCodeAt(0),
  );
  await ada.own.setAvatar({ bytes: png, type: "image/png" });
  const mxc = ada.own.profile.value.avatarMxc ?? "";
  expect(mxc).toMatch(/^mxc:\/\//);
  expect((await ben.media(mxc, null))?.bytes).toEqual(png);
  expect((await ben.media(mxc, { width: 32, height: 32 }))?.type).toMatch(/^image\//);
  expect(await ben.media("mxc://localhost/nothing", null)).toBeNull();
  await expect(ada.own.setAvatar({ bytes: png, type: "image/svg+xml" })).rejects.toMatchObject({
    code: "MATRIX_FORBIDDEN",
  });
});
