import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@parley/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenStore, openStore } from "../store/store.ts";
import { createChain } from "./chain.ts";

let folder: string;
let store: OpenStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-chain-"));
  store = openStore(join(folder, "parley.db"));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = systemRandom.bytes(32);
const chainOf = () => createChain(store, key, systemRandom);
const said = (text: string, id = text) => ({ at: 1, kind: "message", header: { id }, content: { text } });
/** Oldest first. */
const rowsOf = async (stream: string, after = 0) =>
  (await chainOf().readBack(stream, { limit: 100 })).filter(({ seq }) => seq > after).toReversed();
const write = (stream: string, ...texts: string[]) =>
  store.write((tx) =>
    chainOf().append(
      tx,
      stream,
      texts.map((text) => said(text)),
    ),
  );

test("rows come back as they were written, by stream, in order and by pages", async () => {
  const chain = chainOf();
  expect(await write("a", "one", "two")).toBe(2);
  expect(await write("b", "other")).toBe(1);
  expect(await write("a", "three")).toBe(3);
  const rows = await rowsOf("a", 1);
  expect(rows.map(({ seq, header, content }) => [seq, header, content])).toEqual([
    [2, { id: "two" }, { text: "two" }],
    [3, { id: "three" }, { text: "three" }],
  ]);
  expect(await rowsOf("a")).toHaveLength(3);
  await store.write((tx) => chain.erase(tx, "a", [2], "me", 1));
  expect([...(await chain.contents("a", { after: 1, limit: 2 }))]).toEqual([
    [2, undefined],
    [3, { text: "three" }],
  ]);
  expect(await rowsOf("nobody")).toEqual([]);
  expect(await chain.verify("a")).toEqual([]);
  expect(await chain.verify("nobody")).toEqual([]);
});

test("a transaction that fails leaves the stream as it was", async () => {
  await write("a", "one");
  const failing = store.write(async (tx) => {
    await chainOf().append(tx, "a", [said("two")]);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await write("a", "two")).toBe(2);
  expect(await chainOf().verify("a")).toEqual([]);
});

test("a row that is too large is refused, and nothing of its batch stays", async () => {
  const large = "x".repeat(5 * 1024 * 1024);
  await expect(write("a", "one", large)).rejects.toMatchObject({ code: "TOO_LARGE" });
  expect(await rowsOf("a")).toEqual([]);
});

describe("erasing", () => {
  const erase = (...seqs: number[]) => store.write((tx) => chainOf().erase(tx, "a", seqs, "@owner:here", 5));

  test("takes the content for good, says who did, and the chain verifies", async () => {
    await write("a", "one", "secret words", "three");
    await erase(2, 2, 99);
    const rows = await rowsOf("a");
    expect(rows.map(({ kind, content }) => [kind, content])).toEqual([
      ["message", { text: "one" }],
      ["message", undefined],
      ["message", { text: "three" }],
      ["erased", null],
    ]);
    expect(rows.at(-1)).toMatchObject({ at: 5, header: { seqs: [2], by: "@owner:here" } });
    expect(await chainOf().verify("a")).toEqual([]);
    const left = store.raw.prepare("SELECT count(*) AS n FROM chain_rows WHERE content LIKE '%secret words%'").get();
    expect(left).toEqual({ n: 0 });
  });

  test("twice, or what says who erased, changes nothing", async () => {
    await write("a", "one");
    await erase(1);
    await erase(1, 2);
    expect(await rowsOf("a")).toHaveLength(2);
    expect(await chainOf().verify("a")).toEqual([]);
  });

  test("while somebody looks is no fault", async () => {
    await write("a", "one", "two", "three");
    const chain = chainOf();
    // Between the look at the ends and that at the rows.
    const looking = chain.verify("a");
    await erase(2);
    expect(await looking).toEqual([]);
    const again = chain.verify("a");
    await store.write((tx) => chain.cut(tx, "a", 1));
    expect(await again).toEqual([]);
  });

  test("past the chain is found", async () => {
    await write("a", "one", "two");
    store.raw.exec("UPDATE chain_rows SET content = NULL, salt = NULL WHERE seq = 1");
    expect(await chainOf().verify("a")).toEqual([{ kind: "unsaid", seq: 1 }]);
  });
});

test("retention cuts the oldest rows off, and what follows verifies", async () => {
  await write("a", "one", "two", "three");
  await store.write((tx) => chainOf().cut(tx, "a", 2));
  await write("a", "four");
  expect((await rowsOf("a")).map(({ seq }) => seq)).toEqual([3, 4]);
  expect(await chainOf().verify("a")).toEqual([]);
  await store.write((tx) => chainOf().cut(tx, "a", 99));
  expect(await rowsOf("a")).toHaveLength(2);
});

describe("what was done to the file is named", () => {
  test.each([
    ["a header", 'UPDATE chain_rows SET header = \'{"id":"else"}\' WHERE seq = 2', [{ kind: "changed", seq: 2 }]],
    ["a time", "UPDATE chain_rows SET at = 7 WHERE seq = 2", [{ kind: "changed", seq: 2 }]],
    ["a kind", "UPDATE chain_rows SET kind = 'erased' WHERE seq = 2", [{ kind: "changed", seq: 2 }]],
    ["a content", "UPDATE chain_rows SET content = '{}' WHERE seq = 2", [{ kind: "content", seq: 2 }]],
    [
      "a content and its digest",
      "UPDATE chain_rows SET content = (SELECT content FROM chain_rows WHERE seq = 1), digest = (SELECT digest FROM chain_rows WHERE seq = 1), salt = (SELECT salt FROM chain_rows WHERE seq = 1) WHERE seq = 2",
      [{ kind: "changed", seq: 2 }],
    ],
    ["a row gone", "DELETE FROM chain_rows WHERE seq = 2", [{ kind: "missing", seq: 2 }]],
    ["the newest row gone", "DELETE FROM chain_rows WHERE seq = 4", [{ kind: "ends", seq: 3 }]],
    ["the ends", "UPDATE chain_streams SET head_seq = 3", [expect.objectContaining({ kind: "ends" })]],
    [
      "all of a stream but its name",
      "DELETE FROM chain_rows WHERE stream = 'a'",
      [expect.objectContaining({ kind: "ends" })],
    ],
  ])("%s", async (_, statement, faults) => {
    await write("a", "one", "two", "three", "four");
    store.raw.exec(statement);
    expect(await chainOf().verify("a")).toEqual(expect.arrayContaining(faults));
    expect(await chainOf().verify("a")).toHaveLength(faults.length + (statement.includes("head_seq") ? 1 : 0));
  });

  test("two rows that changed places, and rows of another stream", async () => {
    await write("a", "one", "two", "three");
    await write("b", "one", "two", "three");
    store.raw.exec(
      "UPDATE chain_rows SET seq = 99 WHERE stream = 'a' AND seq = 1; UPDATE chain_rows SET seq = 1 WHERE stream = 'a' AND seq = 2; UPDATE chain_rows SET seq = 2 WHERE stream = 'a' AND seq = 99",
    );
    expect((await chainOf().verify("a")).map(({ kind }) => kind)).toContain("changed");
    store.raw.exec("DELETE FROM chain_rows WHERE stream = 'a'; UPDATE chain_rows SET stream = 'a' WHERE stream = 'b'");
    expect((await chainOf().verify("a")).map(({ kind }) => kind)).toContain("changed");
  });

  test("a key that is not the one it was written with", async () => {
    await write("a", "one");
    const other = createChain(store, systemRandom.bytes(32), systemRandom);
    expect(await other.verify("a")).not.toEqual([]);
  });
});

test("any single byte that is changed anywhere in a row is found", async () => {
  await write("a", "one", "two", "three");
  const columns = ["at", "kind", "header", "digest", "salt", "content", "mac"];
  for (const column of columns) {
    const { value } = store.raw.prepare(`SELECT ${column} AS value FROM chain_rows WHERE seq = 2`).get() ?? {};
    const put = store.raw.prepare(`UPDATE chain_rows SET ${column} = ? WHERE seq = 2`);
    for (const changed of changes(value)) {
      put.run(changed);
      expect(await chainOf().verify("a"), `${column}: ${String(changed)}`).not.toEqual([]);
    }
    put.run(value as never);
  }
  expect(await chainOf().verify("a")).toEqual([]);
});

/** The value with each of its bytes changed in turn. */
function changes(value: unknown): (string | number | Uint8Array)[] {
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "string") {
    return [...value].map((_, at) => `${value.slice(0, at)}~${value.slice(at + 1)}`);
  }
  if (!(value instanceof Uint8Array)) throw new Error("a column of no kind");
  return [...value].map((byte, at) => {
    const copy = Uint8Array.from(value);
    copy[at] = byte ^ 1;
    return copy;
  });
}
