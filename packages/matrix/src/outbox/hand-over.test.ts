import { systemClock, systemRandom } from "@parley/kernel";
import { IDBDatabase, IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStagedFiles } from "../media/staged-files.ts";
import { draftEditName } from "../storage/draft-names.ts";
import type { Database } from "../storage/indexed-db.ts";
import type { HandOver } from "../storage/inheritance.ts";
import {
  type Credentials,
  createVault,
  recoveryKeyName,
  stagedFilesName,
  storePrefix,
  type Vault,
} from "../storage/vault.ts";
import { type Entry, fromJson, storeKey, toJson } from "./entry.ts";
import { handOver } from "./hand-over.ts";

const account = { userId: "@ann:example.org", deviceId: "OLD", homeserverUrl: "https://example.org" };
const next = { ...account, deviceId: "NEW" };
const credentials: Credentials = { accessToken: "a", refreshToken: null, expiresAt: null, storageKey: "AAECAwQF" };

let indexedDB: InstanceType<typeof IDBFactory>;
let vault: Vault;
const filesOf = (of: typeof account) =>
  createStagedFiles({ indexedDB, name: stagedFilesName(storePrefix(of)), random: systemRandom });
const databases = async () => (await indexedDB.databases()).map((found: { name?: string }) => found.name);

beforeEach(async () => {
  indexedDB = new IDBFactory();
  vault = createVault({ indexedDB, clock: systemClock, random: systemRandom });
  await vault.add(account, credentials);
});

const entry = (txnId: string, seq: number, more: Partial<Entry> = {}): Entry => ({
  roomId: "!a:x",
  kind: "message",
  type: "m.room.message",
  content: { msgtype: "m.text", body: txnId },
  target: null,
  txnId,
  seq,
  createdAt: 1,
  encrypted: true,
  triedAt: null,
  anchor: null,
  failure: null,
  targetEventId: null,
  ...more,
});
const wait = async (made: Entry) => vault.sealed(account).put(storeKey(made), toJson(made));
const waiting = async (of: typeof account) => {
  const sealed = vault.sealed(of);
  return await Promise.all((await sealed.keys("outbox/")).map(async (name) => fromJson(await sealed.get(name))));
};
const everybody = (_: unknown, act: () => Promise<void>) => act();

it("keeps unsent messages, their files and drafts of a device that was logged out for its user's next one", async () => {
  const words = entry("words", 1);
  const staged = await filesOf(account).stage(
    "f1",
    new Blob(["a picture".repeat(40_000)]),
    new AbortController().signal,
  );
  const picture = entry("picture", 2, { uploads: [{ ...staged, role: "file", type: "image/png", done: null }] });
  await wait(words);
  await wait(picture);
  await vault.sealed(account).put("draft/!a:x", { words: "half a", at: 1 });
  await vault.sealed(account).put("room-list", "nobody else's");

  await vault.retire(account);
  expect(await vault.accounts()).toEqual([]);
  await expect(vault.credentials(account)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect(await vault.sealed(account).get("room-list")).toBeNull();

  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await waiting(next)).toEqual([words, picture]);
  expect(await vault.sealed(next).get("draft/!a:x")).toEqual({ words: "half a", at: 1 });
  expect(await (await filesOf(next).read(staged, "clear", "")).text()).toBe("a picture".repeat(40_000));
  expect(await vault.sealed(account).keys("")).toEqual([]);
  expect(await databases()).not.toContain(stagedFilesName(storePrefix(account)));
});

it("keeps the change of a message that was begun, also where the next device has words in that room", async () => {
  await vault.sealed(account).put("draft/!a:x", { words: "half a", at: 1 });
  await vault.sealed(account).put(`draft/${draftEditName("!a:x")}`, { words: "a change", at: 1 });
  await vault.sealed(account).put(`draft/${draftEditName("!b:x")}`, { words: "old change", at: 1 });
  await vault.retire(account);
  await vault.add(next, credentials);
  await vault.sealed(next).put("draft/!a:x", { words: "thought", at: 2 });
  await vault.sealed(next).put(`draft/${draftEditName("!b:x")}`, { words: "new change", at: 2 });
  await vault.inherit(next, everybody, handOver);
  expect(await vault.sealed(next).get(`draft/${draftEditName("!a:x")}`)).toEqual({ words: "a change", at: 1 });
  expect(await vault.sealed(next).get(`draft/${draftEditName("!b:x")}`)).toEqual({ words: "new change", at: 2 });
});

it("keeps the files that wait beside a draft, too", async () => {
  const staged = await filesOf(account).stage("k1", new Blob(["a drawing"]), new AbortController().signal);
  const kept = { v: 1, roomId: "!a:x", at: 1, facts: {}, parts: [{ role: "file", type: "image/png", staged }] };
  await vault.sealed(account).put("kept-file/1", JSON.parse(JSON.stringify(kept)));
  await vault.retire(account);
  expect(await vault.sealed(account).keys("")).toEqual(["kept-file/1"]);
  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await vault.sealed(next).get("kept-file/1")).toEqual(kept);
  expect(await (await filesOf(next).read(staged, "clear", "")).text()).toBe("a drawing");
  expect(await databases()).not.toContain(stagedFilesName(storePrefix(account)));
});

it("leaves a message to its person that the device before has tried: it may have arrived", async () => {
  const refused = entry("refused", 2, { triedAt: 5, failure: { reason: "rejected", at: 6 } });
  await wait(entry("tried", 1, { triedAt: 5, anchor: "$e" }));
  await wait(refused);
  await wait(entry("heart", 3, { kind: "reaction", triedAt: 5, anchor: "$e" }));
  await vault.retire(account);
  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await waiting(next)).toEqual([
    entry("tried", 1, { triedAt: 5, anchor: "$e", failure: { reason: "uncertain", at: 5 } }),
    refused,
    entry("heart", 3, { kind: "reaction" }),
  ]);
});

it("loses nothing when it cannot be handed over, opens that device no more, and tries with the next one", async () => {
  await wait(entry("words", 1));
  await vault.sealed(account).put("draft/!a:x", "half a");
  await vault.add(next, credentials);
  const bytes = (): never => {
    throw new Error("cannot be sealed");
  };
  const failing = createVault({ indexedDB, clock: systemClock, random: { ...systemRandom, bytes } });
  await expect(failing.inherit(next, everybody, handOver)).rejects.toThrow("cannot be sealed");
  expect(await vault.accounts()).toEqual([next]);
  expect(await vault.sealed(next).keys("draft/")).toEqual([]);
  await vault.inherit(next, everybody, handOver);
  expect(await waiting(next)).toEqual([entry("words", 1)]);
  expect(await vault.sealed(next).get("draft/!a:x")).toBe("half a");
});

it("leaves out what cannot be opened any more, and hands the rest over", async () => {
  await vault.sealed(account).put("draft/!a:x", "half a");
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  // Under another name it does not open.
  const database = await new Promise<never>((resolve) => {
    const request = indexedDB.open("parley::vault", 1);
    request.onsuccess = () => resolve(request.result as never);
  });
  const { transaction } = database as {
    transaction: (name: string, mode: string) => { objectStore(name: string): Store };
  };
  const values = transaction.call(database, "values", "readwrite").objectStore("values");
  const found = await new Promise<object>((resolve) => {
    const request = values.get([storePrefix(account), "draft/!a:x"]);
    request.onsuccess = () => resolve(request.result);
  });
  values.put({ ...found, name: "draft/!b:x" });
  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await vault.sealed(next).keys("")).toEqual(["credentials", "draft/!a:x", recoveryKeyName]);
});

it("takes nothing away while the store cannot be read", async () => {
  await wait(entry("words", 1));
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  await vault.add(next, credentials);
  const failing: HandOver = async (from, to, ports) => {
    let looks = 0;
    const transaction = (...asked: Parameters<typeof ports.database.transaction>) => {
      // Both devices' names first, then values.
      looks += 1;
      if (looks === 3) throw new Error("the connection to the database was lost");
      return ports.database.transaction(...asked);
    };
    await handOver(from, to, { ...ports, database: Object.assign(Object.create(ports.database), { transaction }) });
  };
  await expect(vault.inherit(next, everybody, failing)).rejects.toThrow("was lost");
  expect(await vault.sealed(next).keys("")).toEqual(["credentials"]);
  await vault.inherit(next, everybody, handOver);
  expect(await waiting(next)).toEqual([entry("words", 1)]);
  expect(await vault.sealed(next).get(recoveryKeyName)).toBe("EsTT key");
});

it("leaves what a newer page wrote where it is, with its files, and hands the rest over", async () => {
  const staged = await filesOf(account).stage("k1", new Blob(["a drawing"]), new AbortController().signal);
  await vault.sealed(account).put("kept-file/1", { v: 2, files: [staged.id] });
  await vault.sealed(account).put("outbox/2", { v: 2 });
  await vault.sealed(account).put(recoveryKeyName, "EsTT key");
  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await vault.sealed(next).keys("")).toEqual(["credentials", recoveryKeyName]);
  expect(await vault.accounts()).toEqual([next]);
  expect(await vault.sealed(account).keys("")).toEqual(["kept-file/1", "outbox/2"]);
  expect(await (await filesOf(account).read(staged, "clear", "")).text()).toBe("a drawing");
});

describe("while another tab takes the device over", () => {
  const stageOne = async () => {
    const staged = await filesOf(account).stage("k1", new Blob(["a drawing"]), new AbortController().signal);
    const kept = { v: 1, roomId: "!a:x", at: 1, facts: {}, parts: [{ role: "file", type: "image/png", staged }] };
    await vault.sealed(account).put("kept-file/1", JSON.parse(JSON.stringify(kept)));
    await vault.add(next, credentials);
    return staged;
  };
  /** Calls `act` before each transaction on the files of the next device. */
  const onFiles = (act: (files: Database, mode: string) => unknown) => {
    const begin = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
      this: InstanceType<typeof IDBDatabase>,
      ...asked: [string, "readonly"]
    ) {
      const files = Object.assign(Object.create(this), { transaction: begin.bind(this) });
      if (this.name === stagedFilesName(storePrefix(next))) act(files, String(asked[1]));
      return begin.apply(this, asked);
    });
  };
  afterEach(() => vi.restoreAllMocks());

  it("stops between the pieces of a file, and takes nothing away", async () => {
    const staged = await stageOne();
    const stop = new AbortController();
    onFiles((_, mode) => mode === "readwrite" && stop.abort());
    await expect(vault.inherit(next, everybody, handOver, stop.signal)).rejects.toThrow();
    vi.restoreAllMocks();
    expect(await vault.sealed(next).keys("")).toEqual(["credentials"]);
    await expect(filesOf(next).read(staged, "clear", "")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
    expect(await (await filesOf(account).read(staged, "clear", "")).text()).toBe("a drawing");
    await vault.inherit(next, everybody, handOver);
    expect(await (await filesOf(next).read(staged, "clear", "")).text()).toBe("a drawing");
  });

  it("names no file that the other tab has cleared away meanwhile", async () => {
    const staged = await stageOne();
    onFiles((files, mode) => {
      if (mode === "readonly") files.transaction("files", "readwrite").objectStore("files").delete("k1");
    });
    const inherited = vault.inherit(next, everybody, handOver);
    await expect(inherited).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
    vi.restoreAllMocks();
    expect(await vault.sealed(next).keys("")).toEqual(["credentials"]);
    expect(await (await filesOf(account).read(staged, "clear", "")).text()).toBe("a drawing");
  });

  it("begins with no other device, and moves no words", async () => {
    await wait(entry("words", 1));
    await vault.add(next, credentials);
    const stopped = AbortSignal.abort();
    await expect(vault.inherit(next, everybody, handOver, stopped)).rejects.toThrow();
    expect(await vault.accounts()).toEqual([next, account]);
    const late: HandOver = (from, to, ports) => handOver(from, to, { ...ports, stop: stopped });
    await expect(vault.inherit(next, everybody, late)).rejects.toThrow();
    expect(await vault.sealed(next).keys("")).toEqual(["credentials"]);
    await vault.inherit(next, everybody, handOver);
    expect(await waiting(next)).toEqual([entry("words", 1)]);
  });
});

interface Store {
  get(key: unknown): { result: object; onsuccess: () => void };
  put(row: object): void;
}

describe("drafts of two earlier devices", () => {
  const third = { ...account, deviceId: "THIRD" };
  const drafted = async (of: typeof account, name: string, words: string, at: number) =>
    vault.sealed(of).put(`draft/${name}`, { words, at });
  const draft = async (name: string) => vault.sealed(next).get(`draft/${name}`);
  const join = async () => {
    for (const each of [account, third]) await vault.retire(each);
    await vault.add(next, credentials);
    await vault.inherit(next, everybody, handOver);
  };
  beforeEach(async () => {
    await vault.add(third, credentials);
  });

  it("are both kept: the older words wait beside the newer, and answer nothing any more", async () => {
    await drafted(account, "!a:x", "older", 1);
    await drafted(account, "reply/!a:x", "what the older answered", 1);
    await drafted(account, "returned/!a:x", "come back", 1);
    await drafted(third, "!a:x", "newer", 2);
    await drafted(account, "!b:x", "only there", 1);
    await drafted(account, "reply/!b:x", "answered", 1);
    await join();
    expect(await draft("!a:x")).toEqual({ words: "newer", at: 2 });
    expect(await draft("returned/!a:x")).toEqual({ words: "come back\nolder", at: 1 });
    expect(await draft("reply/!a:x")).toBeNull();
    expect(await draft("!b:x")).toEqual({ words: "only there", at: 1 });
    expect(await draft("reply/!b:x")).toEqual({ words: "answered", at: 1 });
    expect(await vault.sealed(account).keys("")).toEqual([]);
    expect(await vault.sealed(third).keys("")).toEqual([]);
  });

  it("leave the newer one its answer, and say the same words once", async () => {
    await drafted(account, "!a:x", "older", 1);
    await drafted(account, "reply/!a:x", "what the older answered", 1);
    await drafted(third, "!a:x", "newer", 2);
    await drafted(third, "reply/!a:x", "what the newer answers", 2);
    await drafted(account, "!b:x", "the same", 1);
    await drafted(third, "!b:x", "the same", 2);
    await join();
    expect(await draft("reply/!a:x")).toEqual({ words: "what the newer answers", at: 2 });
    expect(await draft("returned/!a:x")).toEqual({ words: "older", at: 1 });
    expect(await draft("returned/!b:x")).toBeNull();
  });
});

it("gives nothing to a device that was signed out meanwhile, and keeps it for the next", async () => {
  await wait(entry("words", 1));
  await vault.add(next, credentials);
  const held = async (_: unknown, act: () => Promise<void>) => {
    await vault.remove(next);
    await act();
  };
  await expect(vault.inherit(next, held, handOver)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect(await vault.sealed(next).keys("")).toEqual([]);
  const last = { ...account, deviceId: "LAST" };
  await vault.add(last, credentials);
  await vault.inherit(last, everybody, handOver);
  expect(await waiting(last)).toEqual([entry("words", 1)]);
});

it("brings nothing back that a faster tab has taken over and sent", async () => {
  await wait(entry("words", 1));
  await vault.retire(account);
  await vault.add(next, credentials);
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, "encrypt").mockImplementationOnce(async (...sealing) => {
    await vault.inherit(next, everybody, handOver);
    expect(await waiting(next)).toEqual([entry("words", 1)]);
    await vault.sealed(next).delete(storeKey(entry("words", 1)));
    return await encrypt(...sealing);
  });
  const slower = createVault({ indexedDB, clock: systemClock, random: systemRandom });
  await expect(slower.inherit(next, everybody, handOver)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  expect(await waiting(next)).toEqual([]);
  expect(await vault.sealed(account).keys("")).toEqual([]);
});

it("takes nothing from a device that was used after it", async () => {
  await vault.add(next, credentials);
  await vault.touch(account);
  await vault.inherit(next, everybody, handOver);
  expect((await vault.accounts()).map(({ deviceId }) => deviceId)).toEqual(["OLD", "NEW"]);
});

it("is a sign-out by its person that drops what earlier devices left, too", async () => {
  await wait(entry("words", 1));
  await vault.retire(account);
  const stranger = { ...account, userId: "@bob:example.org" };
  await vault.add(stranger, credentials);
  await vault.sealed(stranger).put("draft/!a:x", { words: "another's", at: 1 });
  await vault.retire(stranger);
  await vault.add(next, credentials);
  await vault.remove(next);
  expect(await vault.sealed(account).keys("")).toEqual([]);
  expect(await vault.sealed(stranger).keys("")).toEqual(["draft/!a:x"]);
});

it("is a sign-out by its person that removes them all", async () => {
  const staged = await filesOf(account).stage("f1", new Blob(["x"]), new AbortController().signal);
  await wait(entry("picture", 2, { uploads: [{ ...staged, role: "file", type: "image/png", done: null }] }));
  await vault.sealed(account).put("draft/!a:x", "half a");
  await vault.remove(account);
  await vault.add(next, credentials);
  await vault.inherit(next, everybody, handOver);
  expect(await vault.sealed(next).keys("")).toEqual(["credentials"]);
  expect(await databases()).toEqual(["parley::vault"]);
});
