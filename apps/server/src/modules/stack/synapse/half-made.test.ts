import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../platform/data-folder-files.ts";
import { clearHalfMade } from "./half-made.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "parley-half-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const key = (text: string) => writeFileSync(join(home, "signing.key"), text);
const wholeKey = `ed25519 a_test ${"A".repeat(43)}\n`;
function database(sql: string) {
  const made = new DatabaseSync(join(home, "homeserver.db"));
  made.exec(sql);
  made.close();
}
const left = () => ["homeserver.db", "signing.key"].filter((file) => existsSync(join(home, file)));
const tables = "CREATE TABLE schema_version (version INT); CREATE TABLE users (name TEXT);";

test("half of the tables go, a whole key stays", () => {
  database("CREATE TABLE background_updates (name TEXT)");
  key(wholeKey);
  clearHalfMade(systemFiles, home);
  expect(left()).toEqual(["signing.key"]);
});

test.each(["", "ed25519 a_test AAAA"])("a key that is not whole goes while nothing was signed: %j", (text) => {
  key(text);
  clearHalfMade(systemFiles, home);
  expect(left()).toEqual([]);
});

test.each([
  ["was finished", `${tables} INSERT INTO schema_version VALUES (94)`],
  ["holds somebody", `${tables} INSERT INTO users VALUES ('@ada:localhost')`],
])("a database that %s is left alone, and so is its key", (_why, sql) => {
  database(sql);
  key("whatever it is");
  clearHalfMade(systemFiles, home);
  expect(left()).toEqual(["homeserver.db", "signing.key"]);
});

test("what cannot be read is left alone", () => {
  writeFileSync(join(home, "homeserver.db"), "no database at all, but somebody's bytes");
  clearHalfMade(systemFiles, home);
  expect(left()).toEqual(["homeserver.db"]);
});

test.each(["homeserver.db", "signing.key"])("%s that is a link to a disk not mounted stays, and is said", (file) => {
  const elsewhere = join(home, "not-mounted", file);
  symlinkSync(elsewhere, join(home, file));
  expect(() => clearHalfMade(systemFiles, home)).toThrow(/is a link, and what it points to is not there/);
  expect(readlinkSync(join(home, file))).toBe(elsewhere);
});
