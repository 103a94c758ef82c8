import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, "parley.db");

interface Tables {
  things: { name: string };
}
const first = "CREATE TABLE things (name TEXT PRIMARY KEY) STRICT";

describe("migrations", () => {
  test("run once, in order, and go on where they stood", async () => {
    await openStore(file(), [first]).close();
    const store = openStore(file(), [first, "INSERT INTO things VALUES ('second')"]);
    await store.close();
    const again = openStore(file(), [first, "INSERT INTO things VALUES ('second')"]);
    expect(await again.reader<Tables>().selectFrom("things").selectAll().execute()).toEqual([{ name: "second" }]);
    await again.close();
  });

  test("leave nothing of a step that failed", async () => {
    const broken = `${first}; INSERT INTO nowhere VALUES (1)`;
    expect(() => openStore(file(), [broken])).toThrow("nowhere");
    const store = openStore(file(), [first]);
    expect(await store.reader<Tables>().selectFrom("things").selectAll().execute()).toEqual([]);
    await store.close();
  });

  test("refuse a newer database in words, and leave it as it is", async () => {
    await openStore(file(), [first, "SELECT 1"]).close();
    expect(() => openStore(file(), [first])).toThrow(/newer Parley \(database version 2, this one knows 1\)/);
    await openStore(file(), [first, "SELECT 1"]).close();
  });
});

describe("the store", () => {
  test("keeps its file to itself, waits for the disk and writes ahead", async () => {
    const store = openStore(file());
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(store.raw.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(store.raw.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    await store.close();
  });

  test("undoes a transaction that throws, and goes on", async () => {
    const store = openStore(file(), [first]);
    const insert = (name: string, fail: boolean) =>
      store.write<Tables, void>(async (tx) => {
        await tx.insertInto("things").values({ name }).execute();
        if (fail) throw new Error("no");
      });
    await expect(insert("a", true)).rejects.toThrow("no");
    await insert("b", false);
    expect(await store.reader<Tables>().selectFrom("things").selectAll().execute()).toEqual([{ name: "b" }]);
    await store.close();
  });

  test("reads without waiting for a transaction, and cannot write on that way", async () => {
    const store = openStore(file(), [first]);
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const writing = store.write<Tables, void>(async (tx) => {
      await tx.insertInto("things").values({ name: "a" }).execute();
      await held;
    });
    expect(await store.reader<Tables>().selectFrom("things").selectAll().execute()).toEqual([]);
    finish();
    await writing;
    expect(await store.reader<Tables>().selectFrom("things").selectAll().execute()).toHaveLength(1);
    await expect(store.reader<Tables>().deleteFrom("things").execute()).rejects.toThrow("readonly");
    await store.close();
  });

  test("answers a statement that it keeps compiled by what is asked and what is there by then", async () => {
    const store = openStore(file(), [first]);
    const named = (name: string) =>
      store.reader<Tables>().selectFrom("things").selectAll().where("name", "=", name).execute();
    const add = (name: string) =>
      store.write<Tables, unknown>((tx) => tx.insertInto("things").values({ name }).execute());
    expect(await named("a")).toEqual([]);
    await add("a");
    expect([await named("a"), await named("b")]).toEqual([[{ name: "a" }], []]);
    await expect(add("a")).rejects.toThrow("UNIQUE");
    await add("b");
    store.raw.exec("ALTER TABLE things ADD COLUMN more TEXT");
    // More of them than are kept, and those from before once more.
    for (let n = 1; n < 300; n += 1) {
      await store.reader<Tables>().selectFrom("things").selectAll().where("name", "in", Array(n).fill("b")).execute();
    }
    expect(await named("b")).toEqual([{ name: "b", more: null }]);
    await add("c");
    expect(await named("c")).toHaveLength(1);
    await store.close();
  });

  test("keeps statements outside out of an open transaction", async () => {
    const store = openStore(file(), [first]);
    const failing = store.write<Tables, void>(async (tx) => {
      await tx.insertInto("things").values({ name: "undone" }).execute();
      store.outside(
        () => store.raw.exec("INSERT INTO things VALUES ('kept')"),
        () => expect.unreachable(),
      );
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.reader<Tables>().selectFrom("things").selectAll().execute()).toEqual([{ name: "kept" }]);
    await store.close();
  });

  test("holds every row that it acknowledged when the process is killed", async () => {
    const script = `
      import { openStore } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "store.ts")).href)};
      const store = openStore(process.argv[1], [${JSON.stringify(first)}]);
      for (let n = 0; ; n++) {
        await store.write((tx) => tx.insertInto("things").values({ name: String(n) }).execute());
        process.stdout.write(n + "\\n");
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, file()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged >= 50) break;
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const store = openStore(file(), [first]);
    const names = await store.reader<Tables>().selectFrom("things").select("name").execute();
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    expect(names.length).toBeGreaterThan(acknowledged);
    expect(new Set(names.map(({ name }) => Number(name)))).toEqual(new Set(names.map((_, index) => index)));
    await store.close();
  });
});
