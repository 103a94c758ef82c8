import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { handedByName, withoutEffects } from "./crypto-glue.ts";

const fromSdk = createRequire(createRequire(import.meta.url).resolve("matrix-js-sdk"));
const folder = dirname(fromSdk.resolve("@matrix-org/matrix-sdk-crypto-wasm"));
const glue = readFileSync(join(folder, "pkg/matrix_sdk_crypto_wasm_bg.js"), "utf8");
const namesOf = (list: string) => list.split(",").map((name) => name.trim());

test("the wasm is handed each function that it asks for, and the glue has it", () => {
  const wasm = readFileSync(join(folder, "pkg/matrix_sdk_crypto_wasm_bg.wasm"));
  const front = handedByName(readFileSync(join(folder, "index.mjs"), "utf8"), wasm);
  const taken = namesOf(/^import \{([^}]*)\} from "\.\/pkg\//mu.exec(front)?.[1] ?? "");
  const given = namesOf(/^const bindings = \{([^}]*)\};$/mu.exec(front)?.[1] ?? "");
  for (const { name } of WebAssembly.Module.imports(new WebAssembly.Module(wasm))) expect(given).toContain(name);
  expect(taken).toEqual(given);
  expect(taken.filter((name) => !glue.includes(`export function ${name}(`))).toEqual([]);
  expect(front).toContain('export * from "./pkg/matrix_sdk_crypto_wasm_bg.js"');
});

test("classes of the glue are kept by nothing but who uses them", () => {
  const registries = (text: string) => text.split("new FinalizationRegistry(").length - 1;
  const left = withoutEffects(glue);
  expect(registries(glue)).toBeGreaterThan(50);
  expect(left).not.toContain("Symbol.dispose");
  expect(left.split("/* @__PURE__ */ new FinalizationRegistry(").length - 1).toBe(registries(glue));
});

test("glue that is written otherwise fails the build", () => {
  expect(() => withoutEffects("export class A {}")).toThrow("another way");
  expect(() => handedByName('export * from "./pkg/a.js";', new Uint8Array())).toThrow();
});
