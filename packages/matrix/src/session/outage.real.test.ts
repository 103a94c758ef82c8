import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Matrix } from "../contract/matrix.ts";
import {
  channel,
  encryptionReady,
  makeHome,
  reads,
  realMatrix,
  realPorts,
  say,
  signUp,
  until,
} from "../testing/people.ts";

let stack: RealStack;
let matrix: Matrix;
beforeAll(async () => {
  stack = await startRealStack();
  matrix = realMatrix();
}, 320_000);
afterAll(() => stack?.stop());

test("a killed homeserver is shown as offline, and found again by itself", async () => {
  const session = await signUp(matrix, stack, "olga");
  await until("online", () => session.connection.value.state === "online");
  const killedAt = Date.now();
  await stack.kill();
  await until("offline", () => session.connection.value.state === "offline", 10_000);
  expect(session.connection.value).toMatchObject({ state: "offline", reason: "network" });
  expect(session.connection.value.since).toBeLessThan(killedAt + 2000);
  await expect(session.rooms.openDirect("@nobody:localhost")).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
  await stack.start();
  await until("online again", () => session.connection.value.state === "online", 10_000);
  await session.close();
});

test("a homeserver that answers nothing but 503 leaves no rejection unhandled, whatever is tried", async () => {
  let down = false;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  const bent = realMatrix(
    realPorts({
      fetch: (resource, init) =>
        down
          ? Promise.resolve(Response.json({ errcode: "M_UNKNOWN", error: "down" }, { status: 503 }))
          : globalThis.fetch(resource, init),
    }),
  );
  const session = await signUp(bent, stack, "nora");
  const { roomId } = await makeHome(session);
  await encryptionReady(session);
  process.on("unhandledRejection", note);
  try {
    const timeline = session.openTimeline(roomId);
    down = true;
    // Before the sync notices: what a person does at that moment.
    timeline.setTyping(true);
    await expect(timeline.markRead()).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
    await expect(timeline.jumpTo("$nowhere")).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
    await timeline.send({ text: "kept" });
    session.rooms.members(roomId);
    await until("offline", () => session.connection.value.state === "offline", 30_000);
    session.reconnect();
    timeline.setTyping(false);
    timeline.setTyping(true);
    timeline.close();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await session.close();
    await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    process.off("unhandledRejection", note);
  }
  expect(unhandled).toEqual([]);
});

test("a session that was closed comes back as the same device, shows its rooms at once and reads on", async () => {
  const session = await signUp(matrix, stack, "pia");
  const { roomId } = await makeHome(session);
  await encryptionReady(session);
  await say(session, roomId, "written before the pause");
  await until("the preview is shown", () => channel(session, "general")?.last?.text === "written before the pause");
  await until(
    "the snapshot is kept",
    async () => JSON.stringify(await matrix.snapshot(session.account)).includes("written before the pause"),
    10_000,
  );
  await session.close();

  const again = realMatrix();
  const snapshot = await again.snapshot(session.account);
  expect(snapshot?.list.spaces[0]?.categories[0]?.channels[0]).toMatchObject({
    name: "general",
    last: { text: "written before the pause" },
  });
  const resumed = await again.resume(session.account);
  expect(resumed.account).toEqual(session.account);
  expect(channel(resumed, "general")?.id).toBe(roomId);
  await reads(resumed, roomId, ["written before the pause"]);
  await until("online", () => resumed.connection.value.state === "online");
  await encryptionReady(resumed);
  await say(resumed, roomId, "written after it");
  await reads(resumed, roomId, ["written before the pause", "written after it"]);
  expect((await resumed.own.devices()).length).toBe(1);
  await expect(again.resume(session.account)).rejects.toMatchObject({ code: "MATRIX_UNEXPECTED" });
  await resumed.close();
});

test("who came in by an invitation starts without a homeserver, too", async () => {
  const host = await signUp(matrix, stack, "vera");
  const { spaceId, roomId } = await makeHome(host);
  await encryptionReady(host);
  const guest = await signUp(matrix, stack, "walt");
  await encryptionReady(guest);
  await host.rooms.welcome(spaceId, guest.account.userId);
  await until("the invitation is there", () => guest.rooms.list.value.invites.some(({ id }) => id === spaceId));
  await guest.rooms.join(spaceId);
  await until("the channel is listed", () => channel(guest, "general") !== undefined);
  await say(host, roomId, "welcome");
  await reads(guest, roomId, ["welcome"]);
  await guest.close();
  let cut = true;
  const fetch: typeof globalThis.fetch = async (resource, init) => {
    if (cut) throw new TypeError("cut off");
    return await globalThis.fetch(resource, init);
  };
  const resumed = await realMatrix({ fetch }).resume(guest.account);
  await until("offline", () => resumed.connection.value.state === "offline", 10_000);
  // Without asking for more, which cannot be had now.
  const window = resumed.openTimeline(roomId);
  const shows = (text: string) => window.items.value.some((item) => JSON.stringify(item).includes(`"text":"${text}"`));
  await until("the message is read", () => shows("welcome"), 5_000);
  cut = false;
  resumed.reconnect();
  await say(host, roomId, "and again");
  await until("the next one is read", () => shows("and again"));
  window.close();
  await Promise.all([resumed.close(), host.close()]);
});

test("without a homeserver a session starts from what it has", async () => {
  const session = await signUp(matrix, stack, "quin");
  const { roomId } = await makeHome(session);
  await say(session, roomId, "kept for later");
  await until("the preview is shown", () => channel(session, "general")?.last?.text === "kept for later");
  await session.close();
  await stack.kill();
  const resumed = await matrix.resume(session.account);
  await until("offline", () => resumed.connection.value.state === "offline", 10_000);
  expect(channel(resumed, "general")?.id).toBe(roomId);
  await reads(resumed, roomId, ["kept for later"]);
  await stack.start();
  await until("online", () => resumed.connection.value.state === "online", 15_000);
  await resumed.signOut();
  expect((await matrix.accounts()).map((account) => account.userId)).not.toContain(session.account.userId);
});

test("a homeserver that hangs does not keep back what is cached", async () => {
  let hangs = false;
  const bent = realMatrix(
    realPorts({
      fetch: (resource, init) =>
        hangs
          ? new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)))
          : globalThis.fetch(resource, init),
    }),
  );
  const session = await signUp(bent, stack, "hank");
  const { roomId } = await makeHome(session);
  await encryptionReady(session);
  await say(session, roomId, "kept for later");
  await until("the preview is shown", () => channel(session, "general")?.last?.text === "kept for later");
  await session.close();
  hangs = true;
  const begun = performance.now();
  const resumed = await bent.resume(session.account);
  const timeline = resumed.openTimeline(roomId);
  await until("the cached message is shown", () => JSON.stringify(timeline.items.value).includes("kept for later"));
  expect(performance.now() - begun).toBeLessThan(6_000);
  timeline.close();
  await resumed.close();
});

test("being too quick is said with the time to wait", async () => {
  const session = await signUp(matrix, stack, "rosa");
  const { roomId } = await makeHome(session);
  const admin = await stack.register("limiter", { admin: true });
  const limited = await fetch(
    `${stack.baseUrl}/_synapse/admin/v1/users/${encodeURIComponent(session.account.userId)}/override_ratelimit`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${admin.accessToken}` },
      body: JSON.stringify({ messages_per_second: 1, burst_count: 1 }),
    },
  );
  expect(limited.ok).toBe(true);
  const names = async () => {
    for (let turn = 0; turn < 10; turn++) await session.rooms.setName(roomId, `name ${turn}`);
  };
  await expect(names()).rejects.toMatchObject({
    code: "MATRIX_RATE_LIMITED",
    retryable: true,
    retryAfterMs: expect.toSatisfy((ms: number) => ms > 0 && ms < 10_000),
  });
  await session.close();
});

test("tokens are renewed before they end, and what is stored is the new one", async () => {
  let ahead = 0;
  const refreshes: string[] = [];
  const ports = realPorts({
    clock: {
      now: () => Date.now() + ahead,
      after: (ms, fn) => {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
    },
    fetch: (resource, init) => {
      if (String(resource).endsWith("/refresh")) refreshes.push(String(resource));
      return globalThis.fetch(resource, init);
    },
  });
  const hurried = realMatrix(ports);
  const session = await signUp(hurried, stack, "sami");
  const before = session.accessToken();
  // Synapse gives access tokens five minutes unless it is told otherwise; a day covers any setting.
  ahead = 86_400_000;
  await session.own.setDisplayName("Sami");
  expect(refreshes.length).toBe(1);
  expect(session.accessToken()).not.toBe(before);
  ahead = 0;
  await session.close();
  const resumed = await hurried.resume(session.account);
  await until("online", () => resumed.connection.value.state === "online");
  expect(resumed.accessToken()).not.toBe(before);
  await resumed.close();
});
