import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkBundle, measureBundle } from "./bundle.ts";

let root = "";
const write = (path: string, content: string | Buffer) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-bundle-"));
  write(
    "apps/web/dist/.vite/manifest.json",
    JSON.stringify({
      "index.html": {
        file: "assets/main.js",
        imports: ["_shared.js"],
        dynamicImports: ["src/sdk.ts"],
        css: ["assets/a.css"],
      },
      "_shared.js": { file: "assets/shared.js" },
      "src/sdk.ts": { file: "assets/sdk.js", imports: ["_shared.js", "index.html"] },
    }),
  );
  for (const name of ["main.js", "shared.js", "a.css"]) write(`apps/web/dist/assets/${name}`, randomBytes(10_000));
  write("apps/web/dist/assets/sdk.js", "x".repeat(90_000));
  write("apps/web/dist/assets/sdk.js.br", randomBytes(20_000));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const budget = (...bundle: unknown[]) => write("bench/budgets.json", JSON.stringify({ bundle }));

describe("bundle budgets", () => {
  it("add up a chunk's static imports and styles once, and not what is loaded later", () => {
    budget(
      { name: "first paint", limit: 31, chunks: ["^index.html$"] },
      { name: "timeline", limit: 51, chunks: ["^index.html$", "sdk"] },
    );
    const sizes = measureBundle(root).map((page) => Math.round(page.kilobytes));
    expect(sizes).toEqual([30, 50]);
    expect(checkBundle(root)).toEqual([]);
  });

  it("fail when a page grew over its limit, or a named chunk is gone", () => {
    budget(
      { name: "first paint", limit: 29, chunks: ["^index.html$"] },
      { name: "gone", limit: 99, chunks: ["nowhere"] },
    );
    expect(checkBundle(root)).toMatchObject([
      { level: "fail", what: expect.stringContaining('"first paint" loads 30') },
      { level: "fail", what: expect.stringContaining("no chunk matches nowhere") },
    ]);
  });

  it("say that nothing is built", () => {
    budget();
    rmSync(join(root, "apps/web/dist"), { recursive: true });
    expect(checkBundle(root)).toMatchObject([{ level: "warn" }]);
  });
});
