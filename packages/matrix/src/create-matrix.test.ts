import "fake-indexeddb/auto";
import { type Clock, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FetchPort, LocksPort, MatrixPorts } from "./contract/ports.ts";
import { createMatrix } from "./create-matrix.ts";
import { captureGlobalLogger, createSdkLogger } from "./sdk-logger.ts";
import { type Credentials, createVault, recoveryKeyName, type Vault } from "./storage/vault.ts";

captureGlobalLogger(createSdkLogger(silentLog));
const account = { userId: "@ann:hs", deviceId: "A", homeserverUrl: "http://hs" };
const credentials: Credentials = {
  accessToken: "a",
  refreshToken: null,
  expiresAt: null,
  storageKey: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
};

let indexedDB: InstanceType<typeof IDBFactory>;
let vault: Vault;
let asked: string[];
let devices: number;

/** Waits are over soon. */
const clock: Clock = { now: systemClock.now, after: (ms, fn) => systemClock.after(ms / 20, fn) };

beforeEach(() => {
  indexedDB = new IDBFactory();
  // The SDK's crypto opens its store there.
  Object.assign(globalThis, { indexedDB });
  vault = createVault({ indexedDB, clock: systemClock, random: systemRandom });
  asked = [];
  devices = 0;
});

/** Signs in as devices B1, B2 and so on; everything else is cut off but for the sign-out, which is never answered. */
const homeserver: FetchPort = async (resource) => {
  const path = new URL(String(resource)).pathname.replace("/_matrix/client/v3", "");
  asked.push(path);
  if (path === "/login") return Response.json({ user_id: "@ann:hs", device_id: `B${++devices}`, access_token: "b" });
  if (path === "/logout") return await new Promise<never>(() => {});
  throw new TypeError("cut off");
};
const matrixWith = (more: Partial<MatrixPorts> = {}) =>
  createMatrix({
    fetch: homeserver,
    indexedDB,
    locks: null,
    channel: null,
    clock,
    random: systemRandom,
    log: silentLog,
    ...more,
  });
const signIn = { homeserverUrl: "http://hs", user: "ann", password: "p", deviceName: "d" };

describe("a sign-out", () => {
  it("has left nothing here while the homeserver keeps silent", async () => {
    await vault.add(account, credentials);
    const session = await matrixWith().resume(account);
    const out = session.signOut();
    await expect.poll(() => asked.includes("/logout") && vault.accounts(), { timeout: 4000 }).toEqual([]);
    const databases = async () => (await indexedDB.databases()).map((found: { name?: string }) => found.name);
    await expect.poll(databases, { timeout: 2000 }).toEqual(["parley::vault"]);
    await out;
    // Else whoever holds its pictures and rooms would keep them for its return.
    expect(session.connection.value).toMatchObject({ state: "signed-out", soft: false });
  }, 20_000);

  it("is told to whoever holds something of the account, and so is the end of a session that gives way", async () => {
    await vault.add(account, credentials);
    const session = await matrixWith().resume(account);
    await session.close();
    expect(session.connection.value).toMatchObject({ state: "signed-out", soft: false });
    expect(await vault.accounts()).toEqual([account]);
  }, 20_000);

  it("that cannot remove what is kept here says so, and can be tried again", async () => {
    await vault.add(account, credentials);
    const session = await matrixWith().resume(account);
    const remove = indexedDB.deleteDatabase.bind(indexedDB);
    indexedDB.deleteDatabase = () => {
      throw new Error("the store cannot be removed");
    };
    await expect(session.signOut()).rejects.toMatchObject({ code: "MATRIX_UNEXPECTED" });
    indexedDB.deleteDatabase = remove;
    await session.signOut();
    expect(await vault.accounts()).toEqual([]);
    expect(asked.filter((path) => path === "/logout")).toHaveLength(1);
  }, 20_000);
});

it("says without a client what only this device has", async () => {
  await vault.add(account, credentials);
  // Its own: sessions of other tests may still be ending.
  const fetch = vi.fn(homeserver);
  const matrix = matrixWith({ fetch });
  expect(await matrix.onlyHere(account)).toEqual({ unsent: 0, drafts: 0, recoveryKey: false });
  await vault.sealed(account).put("outbox/000000000000001/m1", { v: 1 });
  await vault.sealed(account).put("draft/!a:hs", { words: "half a", at: 1 });
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  expect(await matrix.onlyHere(account)).toEqual({ unsent: 1, drafts: 1, recoveryKey: true });
  // What a draft answers is part of it, and so are its files.
  await vault.sealed(account).put("draft/reply/!a:hs", { words: "$1", at: 1 });
  await vault.sealed(account).put("kept-file/1", { v: 1, roomId: "!a:hs" });
  expect(await matrix.onlyHere(account)).toMatchObject({ drafts: 1 });
  await vault.sealed(account).put("kept-file/2", { v: 1, roomId: "!b:hs" });
  expect(await matrix.onlyHere(account)).toMatchObject({ drafts: 2 });
  expect(asked).toEqual([]);
});

it("starts a new device's sync hidden, and shows the person once the account does not forbid it", async () => {
  const presences: (string | null)[] = [];
  const fetch: FetchPort = async (resource, init) => {
    const { pathname, searchParams } = new URL(String(resource));
    if (pathname.endsWith("/login")) return await homeserver(resource, init);
    if (pathname.endsWith("/versions")) return Response.json({ versions: ["v1.11"] });
    if (/\/(pushrules\/|filter)$/.test(pathname)) return Response.json({ filter_id: "1" });
    if (!pathname.endsWith("/sync")) throw new TypeError("cut off");
    presences.push(searchParams.get("set_presence"));
    if (presences.length > 2) return await new Promise<never>(() => {});
    return Response.json({ next_batch: String(presences.length) });
  };
  const session = await matrixWith({ fetch }).signIn(signIn);
  await expect.poll(() => presences.length, { timeout: 4000 }).toBeGreaterThan(1);
  expect(presences.slice(0, 2)).toEqual(["offline", null]);
  await session.close();
}, 20_000);

it("removes nothing that a session runs on, in this tab or another", async () => {
  await vault.add(account, credentials);
  const locks: LocksPort = { request: (_name, _how, held) => held(null) };
  for (const matrix of [matrixWith(), matrixWith({ locks })]) {
    const session = await matrix.resume(account);
    await expect(matrix.forget(account)).rejects.toThrow();
    await expect(matrix.retire(account)).rejects.toThrow();
    await session.close();
  }
  expect(await vault.accounts()).toEqual([account]);
  await expect(matrixWith({ locks }).forget(account)).rejects.toThrow();
  await matrixWith().forget(account);
  expect(await vault.accounts()).toEqual([]);
}, 20_000);

it("leaves its recovery key to a device that another tab runs", async () => {
  await vault.add(account, credentials);
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  const free = new Set(["parley::@ann:hs::B1", "parley::@ann:hs::B2"]);
  const locks: LocksPort = { request: (name, _, held) => held(free.has(name) ? {} : null) };
  const session = await matrixWith({ locks }).signIn(signIn);
  expect(await vault.sealed(account).get(recoveryKeyName)).toBe("EsTT key");
  expect(await session.encryption.recoveryKey()).toBeNull();
  await session.close();
  free.add("parley::@ann:hs::A");
  const next = await matrixWith({ locks }).signIn(signIn);
  expect(await vault.sealed(next.account).get(recoveryKeyName)).toBe("EsTT key");
  expect(await vault.accounts()).toEqual([next.account]);
  await next.close();
}, 20_000);

it("takes over what an earlier device left when the page that signed in did not get there", async () => {
  await vault.add(account, credentials);
  await vault.sealed(account).put("draft/!a:hs", { words: "half a", at: 1 });
  const next = { ...account, deviceId: "B" };
  await vault.add(next, credentials);
  const matrix = matrixWith();
  const session = await matrix.resume(next);
  expect(await session.drafts.get("!a:hs")).toBe("half a");
  expect(await vault.accounts()).toEqual([next]);
  await session.signOut();
  expect(await vault.sealed(account).keys("")).toEqual([]);
}, 20_000);

it("asks the browser to keep what lies here at a sign-in, and does not at a start", async () => {
  let times = 0;
  const persist = async () => {
    times += 1;
    throw new Error("no word on it");
  };
  const worker = (): never => {
    throw new Error("there are none here");
  };
  const store = { worker, persist };
  const session = await matrixWith({ store }).signIn(signIn);
  expect(times).toBe(1);
  await session.close();
  await (await matrixWith({ store }).resume(session.account)).close();
  expect(times).toBe(1);
}, 20_000);

it("does not go on as the same device with other keys when the browser has lost the old ones", async () => {
  await vault.add(account, credentials);
  await vault.sealed(account).put("draft/!a:hs", { words: "half a", at: 1 });
  await (await matrixWith().resume(account)).close();
  await (await matrixWith().resume(account)).close();
  for (const name of ["matrix-sdk-crypto", "matrix-sdk-crypto-meta"]) {
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(`parley::@ann:hs::A::${name}`).onsuccess = resolve;
    });
  }
  const fetch = vi.fn(homeserver);
  const matrix = matrixWith({ fetch });
  await expect(matrix.resume(account)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect(fetch.mock.calls.filter(([resource]) => String(resource).includes("/keys"))).toEqual([]);
  await matrix.retire(account);
  expect(await vault.accounts()).toEqual([]);
  expect(await vault.sealed(account).keys("")).toEqual(["draft/!a:hs"]);
  const databases = (await indexedDB.databases()).map((found: { name?: string }) => found.name);
  expect(databases).toEqual(["parley::vault"]);
}, 20_000);

describe("another homeserver", () => {
  const abroad =
    (userId: string, deviceId: string): FetchPort =>
    async (resource) => {
      const { pathname, origin } = new URL(String(resource));
      if (origin === "https://abroad.example" && pathname.endsWith("/login")) {
        return Response.json({ user_id: userId, device_id: deviceId, access_token: "b" });
      }
      throw new TypeError("cut off");
    };
  const found = {
    name: "abroad.example",
    baseUrl: "https://abroad.example",
    password: true,
    providers: [],
    oauth: null,
    signUp: false,
  };
  const request = { found, user: "ann", password: "p", deviceName: "d" };

  it("cannot take the place of an account that is kept here by naming its device", async () => {
    await vault.add(account, credentials);
    const matrix = matrixWith({ fetch: abroad("@ann:hs", "A") });
    await expect(matrix.elsewhere.signIn(request)).rejects.toMatchObject({ code: "MATRIX_UNEXPECTED" });
    expect(await vault.accounts()).toEqual([account]);
    expect(await vault.credentials(account)).toEqual(credentials);
  });

  it("keeps its accounts with its own address, and marks them", async () => {
    const session = await matrixWith({ fetch: abroad("@ann:abroad.example", "X") }).elsewhere.signIn(request);
    expect(await vault.accounts()).toEqual([
      { userId: "@ann:abroad.example", deviceId: "X", homeserverUrl: "https://abroad.example", elsewhere: true },
    ]);
    await session.close();
  });
});
