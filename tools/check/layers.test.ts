import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "./fault.ts";
import { checkLayers, readEdges, readTable } from "./layers.ts";
import { plantTree } from "./planted-tree.ts";
import { listCode, readSource } from "./source.ts";

const table = readTable(fileURLToPath(new URL("../layers.json", import.meta.url)));
let remove = () => {};
afterEach(() => remove());

function faultsOf(planted: Readonly<Record<string, string>>, plausible = { files: 5, imports: 5 }): Fault[] {
  const tree = plantTree(planted);
  remove = tree.remove;
  const files = listCode(tree.root, ["packages", "apps"]).map((path) => readSource(tree.root, path));
  return checkLayers(tree.root, files, readEdges(tree.root, files), { ...table, plausible });
}

const expectOne = (faults: readonly Fault[], where: string, what: RegExp, mend: RegExp) => {
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatchObject({ where, level: "fail" });
  expect(faults[0]?.what).toMatch(what);
  expect(faults[0]?.mend).toMatch(mend);
};

describe("layers", () => {
  it("finds nothing in a sound tree", () => {
    expect(faultsOf({})).toEqual([]);
  });

  it("finds a circle of values", () => {
    const faults = faultsOf({
      "packages/kernel/src/a.ts": `import { b } from "./b.ts";\nexport const a = () => b;\n`,
      "packages/kernel/src/b.ts": `import { a } from "./a.ts";\nexport const b = () => a;\n`,
    });
    expectOne(faults, "packages/kernel/src/a.ts:1", /circle: .*a\.ts → .*b\.ts → .*a\.ts/, /file of its own/);
  });

  it.each([
    ["import type", `import type { B } from "./b.ts";\nexport type A = B;\n`],
    ["export type", `export type { B } from "./b.ts";\nexport type A = 1;\n`],
    ["a type by import()", `export type A = import("./b.ts").B;\n`],
    ["one type among none else", `import { type B } from "./b.ts";\nexport type A = B;\n`],
  ])("finds a circle of types alone, by %s", (_, text) => {
    const faults = faultsOf({
      "packages/kernel/src/a.ts": text,
      "packages/kernel/src/b.ts": `import type { A } from "./a.ts";\nexport type B = A | 1;\n`,
    });
    expectOne(faults, "packages/kernel/src/a.ts:1", /a circle/, /file of its own/);
  });

  it("finds a feature that imports another, door or not", () => {
    const faults = faultsOf({
      "apps/web/src/features/chat/room.ts": `import { signIn } from "../auth/index.ts";\nexport const room = signIn;\n`,
    });
    expectOne(faults, "apps/web/src/features/chat/room.ts:1", /features\/chat imports .*features\/auth/, /typed slot/);
  });

  it("finds a module that imports another, types included", () => {
    const faults = faultsOf({
      "apps/server/src/modules/invites/module.ts": `import type { createAuth } from "../auth/module.ts";\nexport type X = typeof createAuth;\n`,
    });
    expectOne(
      faults,
      "apps/server/src/modules/invites/module.ts:1",
      /imports a type of .*modules\/auth/,
      /app\.ts hand/,
    );
  });

  it("finds the Matrix SDK outside its package", () => {
    const faults = faultsOf({
      "apps/web/src/features/chat/room.ts": `import { createClient } from "matrix-js-sdk/lib/client.js";\nexport const room = createClient;\n`,
    });
    expectOne(faults, "apps/web/src/features/chat/room.ts:1", /imports matrix-js-sdk/, /@parley\/matrix/);
  });

  it("finds a deep import past a package's door, by name and by path", () => {
    expectOne(
      faultsOf({ "apps/web/src/app/shell.ts": `import "@parley/matrix/src/sync.ts";\n` }),
      "apps/web/src/app/shell.ts:1",
      /passes by the door of @parley\/matrix/,
      /@parley\/matrix\./,
    );
    remove();
    expectOne(
      faultsOf({ "apps/web/src/app/shell.ts": `import "../../../../packages/kernel/src/clock.ts";\n` }),
      "apps/web/src/app/shell.ts:1",
      /by a path/,
      /door/,
    );
  });

  it("finds the door of a feature passed by", () => {
    const faults = faultsOf({ "apps/web/src/app/shell.ts": `import "../features/chat/room.ts";\n` });
    expectOne(faults, "apps/web/src/app/shell.ts:1", /passes by the door of .*features\/chat/, /index\.ts/);
  });

  it("finds a value where only types may be imported", () => {
    const faults = faultsOf({
      "apps/server/src/platform/ports.ts": "export const store = 1;\nexport interface Store { read(): string }\n",
      "apps/server/src/modules/auth/module.ts": `import { store } from "../../platform/ports.ts";\nexport const createAuth = () => store;\n`,
    });
    expectOne(faults, "apps/server/src/modules/auth/module.ts:1", /server\/modules → server\/platform/, /import type/);
  });

  it("finds a wrong direction, Node in a package for browsers, an undeclared package and a file without a home", () => {
    const faults = faultsOf({
      "packages/kernel/src/clock.ts": `import "@parley/protocol";\nimport "node:fs";\nimport "left-pad";\nexport interface Clock { now(): number }\n`,
      "packages/stray/src/index.ts": "export const stray = 1;\n",
    });
    expect(faults.map((fault) => `${fault.where} ${fault.what}`)).toEqual([
      expect.stringMatching(/packages\/stray\/src\/index\.ts belongs to no layer/),
      expect.stringMatching(/clock\.ts:1 .*kernel → protocol/),
      expect.stringMatching(/clock\.ts:2 kernel imports node:fs/),
      expect.stringMatching(/clock\.ts:3 imports left-pad, which @parley\/kernel does not declare/),
    ]);
  });

  it("lets tests use testkit and their own package, and nobody else", () => {
    expect(
      faultsOf({
        "apps/server/src/modules/auth/auth.test.ts": `import "@parley/testkit";\nimport "../invites/module.ts";\nimport "node:fs";\n`,
      }),
    ).toEqual([]);
    remove();
    expectOne(
      faultsOf({ "apps/web/src/app/shell.ts": `import "@parley/testkit";\n` }),
      "apps/web/src/app/shell.ts:1",
      /web\/app → testkit/,
      /tests/,
    );
  });

  it("keeps what supports tests out of everything else", () => {
    const faults = faultsOf({
      "apps/server/src/testing/fake.ts": `import "@parley/testkit";\nexport const fake = 1;\n`,
      "apps/server/src/modules/auth/auth.test.ts": `import "../../testing/fake.ts";\n`,
      "apps/server/src/main.ts": `import "./testing/fake.ts";\n`,
    });
    expectOne(faults, "apps/server/src/main.ts:1", /for tests/, /out of testing/);
  });

  it("fails when it sees implausibly little", () => {
    const faults = faultsOf({}, { files: 500, imports: 500 });
    expectOne(faults, "tools/layers.json", /saw only \d+ files/, /Mend that first/);
  });
});
