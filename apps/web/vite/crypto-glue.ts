import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const front = /\/matrix-sdk-crypto-wasm\/index\.mjs$/;
const glue = /\/matrix-sdk-crypto-wasm\/pkg\/matrix_sdk_crypto_wasm_bg\.js$/;
const whole = /^import \* as bindings from (".\/pkg\/\w+\.js");$/mu;
const disposer = /^if \(Symbol\.dispose\) (\w+)\.prototype\[Symbol\.dispose\] = \1\.prototype\.free;$/gmu;
const registry = /^( +: )new FinalizationRegistry\(/gmu;

/** The front door of the crypto, handing to its wasm the functions that this asks for, by name, not all there are. */
export function handedByName(source: string, wasm: Uint8Array<ArrayBuffer>): string {
  const asked = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name);
  const [statement, from] = whole.exec(source) ?? [];
  if (statement === undefined || asked.length === 0) throw new Error("the crypto's front door imports no glue");
  const names = ["__wbg_set_wasm", ...asked].join(", ");
  return source.replace(statement, `import { ${names} } from ${from};\nconst bindings = { ${names} };`);
}

/** The glue without what keeps each of its classes, used or not: a method for `using`, and its finalizer's registry. */
export function withoutEffects(source: string): string {
  if (source.search(disposer) === -1 || source.search(registry) === -1)
    throw new Error("the crypto's glue keeps its classes in another way than this knows");
  return source.replace(disposer, "").replace(registry, "$1/* @__PURE__ */ new FinalizationRegistry(");
}

/**
 * Leaves out of the crypto's glue (wasm-bindgen) the classes that nobody imports and no other gives: 3 KB. Left alone it
 * is handed to the wasm as one object, so that nothing of it can be left out.
 */
export function cryptoGlue(): Plugin {
  return {
    name: "parley:crypto-glue",
    apply: "build",
    async transform(code, id) {
      if (glue.test(id)) return { code: withoutEffects(code), map: null };
      if (!front.test(id)) return null;
      const wasm = await readFile(join(dirname(id), "pkg/matrix_sdk_crypto_wasm_bg.wasm"));
      return { code: handedByName(code, wasm), map: null };
    },
  };
}
