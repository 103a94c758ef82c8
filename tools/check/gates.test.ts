import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFanOut, checkSizes } from "./gates.ts";
import type { Edge } from "./layers.ts";
import { checkRatchet, countLoose, lowerRatchet } from "./ratchet.ts";
import { parseSource } from "./source.ts";

const lines = (count: number) => "// é\n".repeat(count);
const sizesOf = (path: string, text: string) =>
  checkSizes([parseSource(path, text)]).map((fault) => `${fault.level} ${fault.where} ${fault.what}`);

describe("sizes", () => {
  it("warns over 300 lines, fails over 500, and leaves tests alone", () => {
    expect(sizesOf("packages/a/src/x.ts", lines(300))).toEqual([]);
    expect(sizesOf("packages/a/src/x.ts", lines(301))).toEqual([expect.stringContaining("warn")]);
    expect(sizesOf("packages/a/src/x.ts", lines(501))).toEqual([expect.stringContaining("fail")]);
    expect(sizesOf("packages/a/src/x.test.ts", lines(501))).toEqual([]);
  });

  it("counts a function's lines from its first to its last, after characters of several bytes too", () => {
    const body = (name: string, count: number) => `${lines(3)}export function ${name}() {\n${lines(count - 2)}}\n`;
    expect(sizesOf("packages/a/src/x.ts", body("fits", 120))).toEqual([]);
    expect(sizesOf("packages/a/src/x.ts", body("tooLong", 121))).toEqual([
      "fail packages/a/src/x.ts:4 tooLong has 121 lines (at most 120)",
    ]);
    expect(sizesOf("packages/a/src/x.ts", `class A {\n  go() {\n${lines(130)}  }\n}\n`)).toEqual([
      expect.stringContaining("go has 132 lines"),
    ]);
    expect(sizesOf("packages/a/src/x.ts", `export const go = () => {\n${lines(130)}};\n`)).toEqual([
      expect.stringContaining("go has 132 lines"),
    ]);
  });

  it("lets a component have 200 lines and no more", () => {
    const component = (count: number) => `export function Room() {\n${lines(count - 2)}}\n`;
    expect(sizesOf("apps/web/src/Room.tsx", component(200))).toEqual([]);
    expect(sizesOf("apps/web/src/Room.tsx", component(201))).toHaveLength(1);
    expect(sizesOf("apps/web/src/Room.tsx", `export function useRoom() {\n${lines(130)}}\n`)).toHaveLength(1);
  });

  it("finds a deps, context or ports type with more than eight members", () => {
    const members = (count: number) => Array.from({ length: count }, (_, at) => `  m${at}: string;`).join("\n");
    const path = "apps/server/src/x.ts";
    expect(sizesOf(path, `export interface AuthDeps {\n${members(8)}\n}\n`)).toEqual([]);
    expect(sizesOf(path, `export interface AuthDeps {\n${members(9)}\n}\n`)).toEqual([
      "fail apps/server/src/x.ts:1 AuthDeps has 9 members (at most 8)",
    ]);
    expect(sizesOf(path, `type RunContext = { a: 1 } & {\n${members(8)}\n};\n`)).toHaveLength(1);
    expect(sizesOf(path, `interface Settings {\n${members(9)}\n}\n`)).toEqual([]);
  });
});

describe("fan-out", () => {
  const edges = (from: string, count: number): Edge[] =>
    Array.from({ length: count }, (_, at) => ({
      from,
      spec: { specifier: `./f${at}.ts`, typeOnly: true, line: at + 1 },
      target: { kind: "own", path: `packages/a/src/f${at}.ts`, viaDoor: false },
    }));

  it("finds a file with more than 20 own imports, main and app apart", () => {
    expect(checkFanOut(edges("packages/a/src/hub.ts", 20))).toEqual([]);
    expect(checkFanOut(edges("packages/a/src/hub.ts", 21))).toMatchObject([{ where: "packages/a/src/hub.ts" }]);
    expect(checkFanOut(edges("apps/server/src/app.ts", 30))).toEqual([]);
    expect(checkFanOut(edges("apps/web/src/main.tsx", 30))).toEqual([]);
  });
});

describe("ratchet", () => {
  const counted = (text: string) => countLoose([parseSource("packages/a/src/x.ts", text)]);

  it("counts any, ! and as, but neither `as const`, renames nor words in texts", () => {
    const text = `import { a as b } from "./b.ts";\nconst x: any = b!;\nexport const y = x as string;\nexport const z = ["as any"] as const;\n`;
    expect(counted(text)).toEqual({ "packages/a": { any: 1, nonNull: 1, as: 1 } });
    expect(countLoose([parseSource("packages/a/src/x.test.ts", text)])).toEqual({});
  });

  it("fails where a number rose, starts new packages at nothing, and is never raised by its command", () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-ratchet-"));
    const path = join(folder, "ratchet.json");
    const two = counted("export const y = (x: any) => x as any;\n");
    expect(checkRatchet(path, two)).toMatchObject([{ what: "is missing" }]);
    writeFileSync(path, "{}");
    expect(checkRatchet(path, two)).toHaveLength(2);
    writeFileSync(path, `{ "packages/a": { "any": 1, "nonNull": 3, "as": 1 } }`);
    expect(checkRatchet(path, two)).toMatchObject([
      { where: "packages/a", what: "2 × `any` outside tests (at most 1)" },
    ]);
    lowerRatchet(path, two);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ "packages/a": { any: 1, nonNull: 0, as: 1 } });
    rmSync(folder, { recursive: true });
  });
});
