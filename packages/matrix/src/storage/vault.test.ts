import { systemClock, systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { expect, it } from "vitest";
import { handOver } from "../outbox/hand-over.ts";
import type { Holding } from "./inheritance.ts";
import { type Credentials, createVault, recoveryKeyName } from "./vault.ts";

const account = { userId: "@ann:example.org", deviceId: "DEVICE", homeserverUrl: "https://example.org" };
const credentials: Credentials = {
  accessToken: "syt_the_access_token",
  refreshToken: "syr_the_refresh_token",
  expiresAt: 5,
  storageKey: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
};

const build = (indexedDB = new IDBFactory()) => ({
  indexedDB,
  vault: createVault({ indexedDB, clock: systemClock, random: systemRandom }),
});

const holdAll: Holding = (_, act) => act();

interface Row {
  id?: string;
  account: string;
  name: string;
  nonce: Uint8Array;
  data: Uint8Array;
}

/** Everything in a store, read past the vault. */
async function rows(
  indexedDB: InstanceType<typeof IDBFactory>,
  store: "accounts" | "values",
  change?: (row: Row) => Row,
): Promise<Row[]> {
  const database = await new Promise<never>((resolve, reject) => {
    const request = indexedDB.open("parley::vault", 1);
    request.onsuccess = () => resolve(request.result as never);
    request.onerror = () => reject(request.error);
  });
  const open = database as {
    transaction(
      name: string,
      mode: string,
    ): { objectStore(name: string): { getAll(): never; put(row: unknown): void }; oncomplete: (() => void) | null };
    close(): void;
  };
  const transaction = open.transaction(store, "readwrite");
  const request = transaction.objectStore(store).getAll() as { result: Row[]; onsuccess: () => void };
  const found = await new Promise<Row[]>((resolve) => {
    request.onsuccess = () => {
      if (change !== undefined) for (const row of request.result) transaction.objectStore(store).put(change(row));
      resolve(request.result);
    };
  });
  open.close();
  return found;
}

it("keeps credentials over a restart, and no byte of them in the open", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.sealed(account).put("outbox/1", { body: "a secret message" });
  const again = build(indexedDB).vault;
  expect(await again.credentials(account)).toEqual(credentials);
  expect(await again.accounts()).toEqual([account]);
  const stored = [...(await rows(indexedDB, "accounts")), ...(await rows(indexedDB, "values"))];
  const bytes = stored
    .map((row) => JSON.stringify(row) + (row.data === undefined ? "" : Buffer.from(row.data).toString("latin1")))
    .join("");
  for (const secret of ["syt_the", "syr_the", "AAECAwQF", "secret message"]) expect(bytes).not.toContain(secret);
});

it("has a key that cannot be exported", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  const [row] = (await rows(indexedDB, "accounts")) as unknown as {
    key: Parameters<typeof crypto.subtle.exportKey>[1];
  }[];
  expect(row).toBeDefined();
  if (row !== undefined) await expect(crypto.subtle.exportKey("raw", row.key)).rejects.toThrow();
});

it("refuses a value that was changed", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.sealed(account).put("a", "text");
  await rows(indexedDB, "values", (row) => {
    const data = Uint8Array.from(row.data);
    data[0] = (data[0] ?? 0) ^ 1;
    return { ...row, data };
  });
  await expect(vault.sealed(account).get("a")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
});

it("refuses a value that was moved to another name", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.sealed(account).put("a", "text");
  await rows(indexedDB, "values", (row) => ({ ...row, name: "b" }));
  await expect(vault.sealed(account).get("b")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
});

it("lists names by their beginning, in order, of this account only", async () => {
  const { vault } = build();
  const other = { ...account, deviceId: "OTHER" };
  await vault.add(account, credentials);
  await vault.add(other, credentials);
  const sealed = vault.sealed(account);
  for (const name of ["outbox/2", "outbox/10", "outbox/1", "room-list"]) await sealed.put(name, name);
  await vault.sealed(other).put("outbox/3", "not mine");
  expect(await sealed.keys("outbox/")).toEqual(["outbox/1", "outbox/10", "outbox/2"]);
  await sealed.delete("outbox/10");
  expect(await sealed.keys("outbox/")).toEqual(["outbox/1", "outbox/2"]);
  expect(await sealed.get("outbox/10")).toBeNull();
});

it("removes an account with everything of it, and writes nothing for it afterwards", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  const sealed = vault.sealed(account);
  await sealed.put("a", 1);
  await vault.remove(account);
  expect(await vault.accounts()).toEqual([]);
  await expect(vault.credentials(account)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  await expect(sealed.put("a", 2)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect(await rows(indexedDB, "values")).toEqual([]);
});

it("puts the last used account first", async () => {
  let now = 1;
  const vault = createVault({
    indexedDB: new IDBFactory(),
    clock: { now: () => now++, after: () => () => {} },
    random: systemRandom,
  });
  const second = { ...account, userId: "@ben:example.org" };
  await vault.add(account, credentials);
  await vault.add(second, credentials);
  expect(await vault.accounts()).toEqual([second, account]);
  await vault.touch(account);
  expect(await vault.accounts()).toEqual([account, second]);
});

it("keeps an account with its credentials or not at all", async () => {
  const { indexedDB, vault } = build();
  const bytes = (): never => {
    throw new Error("the credentials cannot be sealed");
  };
  const refusing = createVault({ indexedDB, clock: systemClock, random: { ...systemRandom, bytes } });
  await expect(refusing.add(account, credentials)).rejects.toThrow();
  expect(await vault.accounts()).toEqual([]);
});

it("keeps an unsaved recovery key of a device that was signed out from elsewhere, for the same user only", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  await vault.sealed(account).put("room-list", "x");
  await vault.retire(account);
  expect(await vault.accounts()).toEqual([]);
  await expect(vault.credentials(account)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect((await rows(indexedDB, "values")).map(({ name }) => name)).toEqual([recoveryKeyName]);

  const bob = { ...account, userId: "@bob:example.org" };
  const elsewhere = { ...account, deviceId: "D2", homeserverUrl: "https://other.example" };
  const next = { ...account, deviceId: "D3" };
  for (const other of [bob, elsewhere, next]) await vault.add(other, credentials);
  for (const other of [bob, elsewhere]) {
    await vault.inherit(other, holdAll, handOver);
    expect(await vault.sealed(other).get(recoveryKeyName)).toBeNull();
  }
  await vault.inherit(next, async () => {}, handOver);
  expect(await vault.sealed(next).get(recoveryKeyName)).toBeNull();
  await vault.inherit(next, holdAll, handOver);
  expect(await vault.sealed(next).get(recoveryKeyName)).toBe("EsTT key");
  expect((await rows(indexedDB, "accounts")).map(({ id }) => id)).not.toContain("parley::@ann:example.org::DEVICE");
});

it("keeps nothing of a device whose key is saved, or that its person signed out", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.retire(account);
  expect(await rows(indexedDB, "accounts")).toEqual([]);
  await vault.add(account, credentials);
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  await vault.remove(account);
  expect([...(await rows(indexedDB, "accounts")), ...(await rows(indexedDB, "values"))]).toEqual([]);
});

it("erases nothing of a retired account while the store cannot be read", async () => {
  const { indexedDB, vault } = build();
  await vault.add(account, credentials);
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  let hiccups = 1;
  const open = (name: string, version?: number) => {
    if (hiccups-- > 0) throw new Error("the connection to the database was lost");
    return indexedDB.open(name, version);
  };
  const later = build(Object.assign(Object.create(indexedDB), { open })).vault;
  await expect(later.retire(account)).rejects.toThrow();
  expect((await rows(indexedDB, "values")).map(({ name }) => name)).toContain(recoveryKeyName);
});

it("takes nothing into a retired account from what is still writing", async () => {
  for (let turns = 0; turns < 40; turns++) {
    const { vault } = build();
    await vault.add(account, credentials);
    const sealed = vault.sealed(account);
    await sealed.put(recoveryKeyName, "EsTT key");
    const retired = vault.retire(account);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await Promise.allSettled([sealed.put("room-list", "secret"), vault.setCredentials(account, credentials), retired]);
    expect(await sealed.keys("")).toEqual([recoveryKeyName]);
    await expect(sealed.put("room-list", "secret")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  }
});

it("leaves nothing of a user's earlier devices after a sign-in, but of those that somebody holds", async () => {
  const { indexedDB, vault } = build();
  const older = { ...account, deviceId: "OLDER" };
  const next = { ...account, deviceId: "NEXT" };
  await vault.add(older, credentials);
  await vault.sealed(older).put(recoveryKeyName, "EsTT old key");
  await vault.add(account, credentials);
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  const held = { ...account, deviceId: "HELD" };
  await vault.add(held, credentials);
  await vault.sealed(held).put(recoveryKeyName, "EsTT held key");
  for (const earlier of [older, account, held]) await vault.sealed(earlier).put("draft/!a:x", "kept");
  await vault.touch(account);
  await vault.add(next, credentials);
  await vault.inherit(
    next,
    async ({ deviceId }, act) => {
      if (deviceId !== "HELD") await act();
    },
    handOver,
  );
  expect(await vault.sealed(next).get(recoveryKeyName)).toBe("EsTT key");
  expect((await vault.accounts()).map(({ deviceId }) => deviceId).sort()).toEqual(["HELD", "NEXT"]);
  const values = await rows(indexedDB, "values");
  expect(values.filter(({ name }) => name === recoveryKeyName).map((row) => row.account)).toEqual([
    "parley::@ann:example.org::HELD",
    "parley::@ann:example.org::NEXT",
  ]);
  expect(values.filter(({ name }) => name.startsWith("draft/")).map((row) => row.account)).toEqual([
    "parley::@ann:example.org::HELD",
    "parley::@ann:example.org::NEXT",
  ]);
});

it("does not bring a retired device back by noting its last use", async () => {
  for (let turns = 0; turns < 40; turns++) {
    const { vault } = build();
    await vault.add(account, credentials);
    await vault.sealed(account).put(recoveryKeyName, "EsTT key");
    const retired = vault.retire(account);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([retired, vault.touch(account)]);
    expect(await vault.accounts()).toEqual([]);
  }
});
