import { describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";

/** Reads `/etc/parley/main.json5` among other files. */
function load(text: string, files: Record<string, string> = {}, env: Record<string, string> | null = {}) {
  const readFile = (path: string) => {
    const found = files[path];
    if (found === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
    return found;
  };
  return loadConfig("/etc/parley/main.json5", text, { readFile, env });
}
/** As a file names a variable. */
const of = (name: string) => `\${${name}}`;
const faultsOf = (...asked: Parameters<typeof load>) =>
  load(...asked).faults.map(({ at, path, message }) => [at, path, message]);

test("files are brought in where they are named, and what stands beside them wins", () => {
  const { value, places, files, faults } = load(
    `{\n  $include: ["a.json5", "b/c.json5"],\n  port: 1,\n  deep: { $include: "./a.json5", x: 2 },\n}`,
    {
      "/etc/parley/a.json5": "{ port: 7, host: 'a', x: 1, list: [1] }",
      "/etc/parley/b/c.json5": "{\n\n  host: 'c', list: [2],\n $include: '../d.json5' }",
      "/etc/parley/d.json5": "{ d: true }",
    },
  );
  expect(faults).toEqual([]);
  expect(value).toEqual({
    port: 1,
    host: "c",
    x: 1,
    list: [2],
    d: true,
    deep: { port: 7, host: "a", x: 2, list: [1] },
  });
  expect([places.get("port"), places.get("host"), places.get("deep.x"), places.get("deep.host")]).toEqual([
    "/etc/parley/main.json5:3",
    "/etc/parley/b/c.json5:3",
    "/etc/parley/main.json5:4",
    "/etc/parley/a.json5:1",
  ]);
  expect(files).toContain("/etc/parley/d.json5");
});

test("variables are filled in where they are set, left alone where they are shown, and missed with their line", () => {
  const text = `{\n a: 'x-${of("ONE")}-${of("ONE")}',\n b: '$${of("ONE")}',\n c: ['${of("TWO")}'] }`;
  expect(load(text, {}, { ONE: "1", TWO: of("ONE") }).value).toEqual({
    a: "x-1-1",
    b: of("ONE"),
    c: [of("ONE")],
  });
  expect(load(text, {}, null).value).toEqual({
    a: `x-${of("ONE")}-${of("ONE")}`,
    b: `$${of("ONE")}`,
    c: [of("TWO")],
  });
  expect(faultsOf(text, {}, { ONE: "1" })).toEqual([
    ["/etc/parley/main.json5:4", "c.0", "needs the variable TWO, which is not set"],
  ]);
});

describe("nothing is read that should not be", () => {
  test.each([
    ["../secret.json5", "outside the folder"],
    ["/etc/passwd", "outside the folder"],
    ["../parley-2/a.json5", "outside the folder"],
    ["main.json5", "includes itself"],
    ["gone.json5", "cannot be read"],
    ["", "must be a file"],
  ])("%s", (name, message) => {
    const [fault] = faultsOf(`{ $include: ${JSON.stringify(name)} }`, {
      "/etc/parley-2/a.json5": "{}",
      "/etc/passwd": "{}",
    });
    expect(fault?.[2]).toContain(message);
  });

  test("files that name each other end, and so do files within files", () => {
    expect(
      faultsOf("{ $include: 'a' }", { "/etc/parley/a": "{ $include: 'b' }", "/etc/parley/b": "{ $include: 'a' }" }),
    ).toEqual([["/etc/parley/b:1", "$include", "includes itself by way of a"]]);
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`/etc/parley/f${at}`, `{ $include: 'f${at + 1}' }`]),
    );
    expect(faultsOf("{ $include: 'f0' }", files)[0]?.[2]).toContain("within each other");
    const wide = Array.from({ length: 60 }, (_, at) => `w${at}`);
    const all = Object.fromEntries(wide.map((name) => [`/etc/parley/${name}`, "{}"]));
    expect(faultsOf(JSON.stringify({ $include: wide }), all)[0]?.[2]).toContain("more than 50 files");
  });

  test("what is deep, huge, no object, or reaches for the prototype is a fault with a line", () => {
    expect(faultsOf(`${"[".repeat(60_000)}${"]".repeat(60_000)}`)[0]?.[2]).toContain("deeper");
    expect(faultsOf(`{ a: "${"x".repeat(600_000)}" }`)[0]?.[2]).toContain("larger");
    expect(faultsOf("[]")).toEqual([["/etc/parley/main.json5:1", "", "must be an object: { … }"]]);
    expect(faultsOf("{\n  a: 1,\n  b }")[0]?.[0]).toBe("/etc/parley/main.json5:3");
    const { value } = load('{ "__proto__": { polluted: true } }');
    expect([Object(value).polluted, Object({}).polluted]).toEqual([undefined, undefined]);
  });
});
