import { afterEach, describe, expect, it } from "vitest";
import { plantTree } from "./planted-tree.ts";
import { checkPorts, checkReadmes } from "./ports.ts";
import { parseSource } from "./source.ts";

let remove = () => {};
afterEach(() => remove());

describe("ports", () => {
  const text = `export const a = process.env.HOME;\nexport const b = Date.now();\nexport const c = clock.now();\n`;
  const where = (path: string) => checkPorts([parseSource(path, text)]).map((fault) => fault.where);

  it("finds the environment and the time outside entry files", () => {
    const path = "packages/client/src/http.ts";
    expect(where(path)).toEqual([`${path}:1`, `${path}:2`]);
  });

  it("lets entry files and tests have them", () => {
    expect(where("apps/server/src/main.ts")).toEqual([]);
    expect(where("packages/client/src/http.test.ts")).toEqual([]);
    expect(where("apps/server/src/domain.ts")).toHaveLength(2);
  });
});

describe("readmes", () => {
  it("are there and short", () => {
    const tree = plantTree({
      "packages/kernel/README.md": "# Kernel\n",
      "packages/matrix/README.md": "line\n".repeat(41),
    });
    remove = tree.remove;
    expect(checkReadmes(tree.root).map((fault) => `${fault.where} ${fault.what}`)).toEqual([
      "packages/matrix/README.md has 41 lines (at most 40)",
      "packages/protocol has no README.md",
      "packages/testkit has no README.md",
    ]);
  });
});
