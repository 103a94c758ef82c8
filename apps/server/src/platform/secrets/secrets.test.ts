import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@parley/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRedactor } from "../log/redactor.ts";
import { openStore } from "../store/store.ts";
import { createSecrets, readMasterKey } from "./secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const keyFile = () => join(folder, "master.key");

describe("secrets", () => {
  test("come back after a restart, and are nowhere on disk in the clear", async () => {
    const open = () => {
      const store = openStore(join(folder, "parley.db"));
      return {
        store,
        secrets: createSecrets(store, readMasterKey(keyFile(), systemRandom, store), systemRandom, createRedactor()),
      };
    };
    const { store, secrets } = open();
    secrets.set("token", "correct horse battery staple");
    secrets.set("other", "second");
    secrets.delete("other");
    await store.close();
    for (const name of ["parley.db", "master.key"]) {
      expect(readFileSync(join(folder, name)).includes("correct horse")).toBe(false);
    }
    const again = open();
    expect(again.secrets.get("token")).toBe("correct horse battery staple");
    expect(again.secrets.get("other")).toBeNull();
    await again.store.close();
  });

  test("do not open under another name, another key or when changed", async () => {
    const store = openStore(join(folder, "parley.db"));
    const key = readMasterKey(keyFile(), systemRandom, store);
    const fresh = (with_ = key) => createSecrets(store, with_, systemRandom, createRedactor());
    fresh().set("token", "value of token");
    store.raw.exec("INSERT INTO secrets SELECT 'swapped', sealed FROM secrets");
    expect(() => fresh().get("swapped")).toThrow(/does not open/);
    expect(() => fresh(Buffer.alloc(32)).get("token")).toThrow(/does not open/);
    store.raw.exec("UPDATE secrets SET sealed = zeroblob(40) WHERE name = 'token'");
    expect(() => fresh().get("token")).toThrow(/does not open/);
    await store.close();
  });

  test("have a master key that only its owner may read", async () => {
    const store = openStore(join(folder, "parley.db"));
    const key = readMasterKey(keyFile(), systemRandom, store);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(readMasterKey(keyFile(), systemRandom, store)).toEqual(key);
    chmodSync(keyFile(), 0o644);
    expect(() => readMasterKey(keyFile(), systemRandom, store)).toThrow(/chmod 600/);
    chmodSync(keyFile(), 0o600);
    writeFileSync(keyFile(), "short");
    expect(() => readMasterKey(keyFile(), systemRandom, store)).toThrow(/damaged/);
    await store.close();
  });

  test("get a new master key for an empty one that a crash left, but only while nothing is sealed", async () => {
    const store = openStore(join(folder, "parley.db"));
    writeFileSync(keyFile(), "", { mode: 0o600 });
    // What a crash in the middle of the new way leaves beside it.
    writeFileSync(`${keyFile()}.new`, "half", { mode: 0o600 });
    const key = readMasterKey(keyFile(), systemRandom, store);
    expect(key).toHaveLength(32);
    expect(readMasterKey(keyFile(), systemRandom, store)).toEqual(key);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith("master"))).toEqual(["master.key"]);
    createSecrets(store, key, systemRandom, createRedactor()).set("token", "something sealed");
    writeFileSync(keyFile(), "");
    expect(() => readMasterKey(keyFile(), systemRandom, store)).toThrow(/damaged: 0 bytes/);
    rmSync(keyFile());
    expect(() => readMasterKey(keyFile(), systemRandom, store)).toThrow(/missing/);
    expect(existsSync(keyFile())).toBe(false);
    await store.close();
  });

  test("that could not be written are not handed out as if they were, and are written when they can be", async () => {
    const store = openStore(join(folder, "parley.db"));
    const key = readMasterKey(keyFile(), systemRandom, store);
    const fresh = () => createSecrets(store, key, systemRandom, createRedactor());
    const secrets = fresh();
    const value = "x".repeat(100_000);
    const pages = (most: number) => store.raw.exec(`PRAGMA max_page_count = ${most}`);
    pages(1);
    expect(() => secrets.set("token", value)).toThrow(/full/);
    expect(() => secrets.get("token")).toThrow(/full/);
    pages(100_000);
    expect(secrets.get("token")).toBe(value);
    expect(fresh().get("token")).toBe(value);
    // The same behind a transaction, whose end is when it fails.
    let release = () => {};
    const open = store.write(() => new Promise<void>((resolve) => (release = resolve)));
    await expect.poll(() => store.raw.isTransaction).toBe(true);
    secrets.set("late", value);
    pages(1);
    release();
    await open;
    await expect.poll(() => store.raw.isTransaction).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fresh().get("late")).toBeNull();
    expect(() => secrets.get("late")).toThrow(/full/);
    pages(100_000);
    expect(secrets.get("late")).toBe(value);
    expect(fresh().get("late")).toBe(value);
    await store.close();
  });

  test("leave no torn master key when it cannot be written", async () => {
    const store = openStore(join(folder, "parley.db"));
    const broken = {
      bytes: (): never => {
        throw new Error("no randomness");
      },
    };
    expect(() => readMasterKey(keyFile(), broken, store)).toThrow(/no randomness/);
    expect(existsSync(keyFile())).toBe(false);
    await store.close();
  });

  test("are known to the redactor as soon as they live", async () => {
    const store = openStore(join(folder, "parley.db"));
    const redactor = createRedactor();
    const key = readMasterKey(keyFile(), systemRandom, store);
    const secrets = createSecrets(store, key, systemRandom, redactor);
    secrets.set("token", "another horse before");
    secrets.set("token", "correct horse battery staple");
    expect(redactor.redact("it is another horse before.")).toBe("it is another horse before.");
    for (let n = 0; n < 20_001; n++) redactor.add(`somebody's token ${n}`);
    expect(redactor.redact("it is correct horse battery staple.")).toBe("it is [redacted].");
    await store.close();
  });
});
