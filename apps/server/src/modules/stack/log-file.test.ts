import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tailOfBoth } from "./log-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, lines: readonly string[]) => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
};
const hundred = Array.from({ length: 100 }, (_, index) => `line ${index}`);

test("a long log does not hide why the program ended", () => {
  const tail = tailOfBoth(written("log", hundred), written("output", ["Traceback", "ModuleNotFoundError"]), 10);
  expect(tail).toHaveLength(10);
  expect(tail.slice(-3)).toEqual(["line 99", "Traceback", "ModuleNotFoundError"]);
});

test("a long output does not hide the log", () => {
  const tail = tailOfBoth(written("log", ["one", "two"]), written("output", hundred), 4);
  expect(tail).toEqual(["one", "two", "line 98", "line 99"]);
});

test("without one of them, the other is all there is", () => {
  expect(tailOfBoth(written("log", hundred), join(folder, "none"), 2)).toEqual(["line 98", "line 99"]);
  expect(tailOfBoth(join(folder, "none"), join(folder, "none"), 2)).toEqual([]);
});
