import { expect, it } from "vitest";
import { shellFiles } from "./service-worker.ts";

const chunk = (fileName: string, more: object = {}) => ({ type: "chunk", fileName, ...more }) as const;

it("keeps what the page loads now or later by itself, without the parts of which few are needed", () => {
  const files = shellFiles({
    "index.html": { type: "asset", fileName: "index.html" },
    "assets/index.js": chunk("assets/index.js", {
      facadeModuleId: "/app/index.html",
      imports: ["assets/react.js"],
      dynamicImports: ["assets/RoomView.js"],
      viteMetadata: { importedCss: new Set(["assets/index.css"]), importedAssets: new Set(["assets/cyrillic.woff2"]) },
    }),
    "assets/react.js": chunk("assets/react.js"),
    "assets/RoomView.js": chunk("assets/RoomView.js", {
      facadeModuleId: "/app/src/RoomView.tsx",
      imports: ["assets/index.js"],
      dynamicImports: ["assets/rust.js", "assets/es.js"],
    }),
    "assets/rust.js": chunk("assets/rust.js", { facadeModuleId: "/app/node_modules/@shikijs/langs/dist/rust.mjs" }),
    "assets/es.js": chunk("assets/es.js", { facadeModuleId: "/app/node_modules/emojibase-data/es/data.json" }),
    "assets/inter-latin-wght-normal-1.woff2": { type: "asset", fileName: "assets/inter-latin-wght-normal-1.woff2" },
    "assets/inter-greek-wght-normal-1.woff2": { type: "asset", fileName: "assets/inter-greek-wght-normal-1.woff2" },
    "assets/crypto.wasm": { type: "asset", fileName: "assets/crypto.wasm" },
    "assets/rnnoise_simd-B1.wasm": { type: "asset", fileName: "assets/rnnoise_simd-B1.wasm" },
  });
  expect(files).toEqual([
    "assets/RoomView.js",
    "assets/crypto.wasm",
    "assets/index.css",
    "assets/index.js",
    "assets/inter-latin-wght-normal-1.woff2",
    "assets/react.js",
  ]);
});
