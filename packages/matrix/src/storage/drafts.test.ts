import { systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { expect, it } from "vitest";
import { draftReplyName } from "./draft-names.ts";
import { createDrafts } from "./drafts.ts";
import { createVault } from "./vault.ts";

const account = { userId: "@ann:x", deviceId: "DEVICE", homeserverUrl: "https://x" };
const other = { ...account, userId: "@bob:x" };
const credentials = { accessToken: "t", refreshToken: null, expiresAt: null, storageKey: "AA==" };

async function open() {
  let now = 1;
  const clock = { now: () => now++, after: () => () => {} };
  const vault = createVault({ indexedDB: new IDBFactory(), clock, random: systemRandom });
  await vault.add(account, credentials);
  await vault.add(other, credentials);
  return { vault, drafts: createDrafts(vault.sealed(account), clock), clock };
}

it("keeps words per room and account, over a restart, until they are taken away", async () => {
  const { vault, drafts, clock } = await open();
  await drafts.set("!a:x", "half a thought");
  await drafts.set("!b:x", "another");
  const again = createDrafts(vault.sealed(account), clock);
  expect(await again.get("!a:x")).toBe("half a thought");
  expect(await again.get("!c:x")).toBeNull();
  expect(await createDrafts(vault.sealed(other), clock).get("!a:x")).toBeNull();
  await again.set("!a:x", null);
  await again.set("!b:x", "");
  expect(await vault.sealed(account).keys("draft/")).toEqual([]);
});

it("is gone at sign-out, and cannot be written any more", async () => {
  const { vault, drafts } = await open();
  await drafts.set("!a:x", "a secret");
  await vault.remove(account);
  expect(await drafts.get("!a:x")).toBeNull();
  await expect(drafts.set("!a:x", "late")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
});

it("is bound in size and in number: the oldest go", async () => {
  const { vault, drafts } = await open();
  await drafts.set("!0:x", "kept so far");
  await expect(drafts.set("!0:x", "x".repeat(100_001))).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
  expect(await drafts.get("!0:x")).toBe("kept so far");
  for (let at = 1; at <= 200; at++) await drafts.set(`!${at}:x`, `words ${at}`);
  expect(await vault.sealed(account).keys("draft/")).toHaveLength(200);
  expect(await drafts.get("!0:x")).toBeNull();
  expect(await drafts.get("!200:x")).toBe("words 200");
});

it("lets a room's words go with what they answer, and keeps both of as many rooms", async () => {
  const { vault, drafts } = await open();
  for (let at = 0; at < 200; at++) {
    await drafts.set(draftReplyName(`!${at}:x`), `answers ${at}`);
    await drafts.set(`!${at}:x`, `words ${at}`);
  }
  expect(await vault.sealed(account).keys("draft/")).toHaveLength(400);
  await drafts.set("!new:x", "one more");
  const names = await vault.sealed(account).keys("draft/");
  expect(names).toHaveLength(399);
  expect(names.filter((name) => name.endsWith("!0:x"))).toEqual([]);
});

it("tells which rooms have words: now, after a restart, and after another tab wrote", async () => {
  const { vault, drafts, clock } = await open();
  const settled = async (look: { look(): void }): Promise<void> => {
    look.look();
    await vault.sealed(account).keys("");
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await drafts.set("!a:x", "half a thought");
  await drafts.set(draftReplyName("!b:x"), "$1");
  expect([...drafts.rooms.value]).toEqual(["!a:x"]);
  const again = createDrafts(vault.sealed(account), clock);
  expect(again.rooms.value.size).toBe(0);
  await settled(again);
  expect([...again.rooms.value]).toEqual(["!a:x"]);
  await again.set("!a:x", "");
  await again.set("!c:x", "more");
  const seen = again.rooms.value;
  await again.set("!c:x", "more and more");
  expect(again.rooms.value).toBe(seen);
  await settled(drafts);
  expect([...drafts.rooms.value]).toEqual(["!c:x"]);
});

it("does not tell of a draft that was sent while the kept ones were looked for", async () => {
  const { vault, drafts, clock } = await open();
  await drafts.set("!a:x", "soon sent");
  const again = createDrafts(vault.sealed(account), clock);
  again.look();
  await Promise.all([again.set("!a:x", null), again.set("!b:x", "new")]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([...again.rooms.value]).toEqual(["!b:x"]);
});
