import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { readLines } from "./tail.ts";

const folder = mkdtempSync(join(tmpdir(), "parley-tail-"));
const path = join(folder, "a.log");
const read = (cursor: number | null, { limit = 500, maxBytes = 1000 } = {}) =>
  readLines(path, { cursor, limit, maxBytes });

beforeEach(() => writeFileSync(path, "one\ntwo\nthree\n"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a log from a byte on", () => {
  test("goes on where the last answer ended, in whole lines", async () => {
    const first = await read(null);
    expect(first).toEqual({ cursor: 14, size: 14, lines: ["one", "two", "three"], truncated: false, reset: false });
    appendFileSync(path, "four\nfi");
    const second = await read(first.cursor);
    expect(second).toEqual({ cursor: 19, size: 21, lines: ["four"], truncated: false, reset: false });
    appendFileSync(path, "ve\n");
    expect((await read(second.cursor)).lines).toEqual(["five"]);
    expect((await read(24)).lines).toEqual([]);
  });

  test("leaves out the oldest of what is too much, and says so", async () => {
    expect(await read(null, { maxBytes: 8 })).toMatchObject({ cursor: 14, lines: ["three"], truncated: true });
    expect(await read(null, { maxBytes: 6 })).toMatchObject({ lines: ["three"], truncated: true });
    expect(await read(null, { limit: 1 })).toMatchObject({ cursor: 14, lines: ["three"], truncated: true });
    expect(await read(4, { limit: 2 })).toMatchObject({ lines: ["two", "three"], truncated: false });
    expect((await read(5)).lines).toEqual(["three"]);
  });

  test("begins anew with another file", async () => {
    expect(await read(900)).toMatchObject({ cursor: 14, lines: ["one", "two", "three"], reset: true });
    rmSync(path);
    expect(await read(14)).toEqual({ cursor: 0, size: 0, lines: [], truncated: false, reset: true });
  });

  test("gets past a line that is longer than an answer", async () => {
    writeFileSync(path, `${"x".repeat(50)}\nshort\n`);
    let cursor = 0;
    const lines: string[] = [];
    for (let asked = 0; asked < 5; asked++) {
      const piece = await read(cursor, { maxBytes: 20 });
      cursor = piece.cursor;
      lines.push(...piece.lines);
    }
    expect([cursor, lines]).toEqual([57, ["short"]]);
  });
});
