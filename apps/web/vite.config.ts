import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { cryptoGlue } from "./vite/crypto-glue.ts";
import { cspHashes } from "./vite/csp-hashes.ts";
import { leaveOut } from "./vite/leave-out.ts";
import { precompress } from "./vite/precompress.ts";
import { preloadFont } from "./vite/preload-font.ts";
import { preloadWords } from "./vite/preload-words.ts";
import { serviceWorker } from "./vite/service-worker.ts";
import { stages } from "./vite/stages.ts";

const browsers = ["chrome123", "edge123", "firefox128", "safari17.5"] as const;

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [
    react(),
    tailwindcss(),
    leaveOut(),
    cryptoGlue(),
    stages(),
    preloadFont(/inter-latin-wght-normal-.*\.woff2$/),
    preloadWords(),
    cspHashes(),
    serviceWorker("src/worker/service-worker.ts"),
    precompress(),
  ],
  // Workers load languages and codecs piece by piece.
  worker: { format: "es", plugins: () => [leaveOut()] },
  build: {
    // light-dark(), oklch() and import maps as they are: nothing is compiled down.
    target: ["es2023", ...browsers],
    // Of styles apart: an ES version stands for older browsers, for which light-dark() would be taken at the root alone.
    cssTarget: [...browsers],
    manifest: true,
    // Fonts and pictures stay files: the CSP allows data: for pictures only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1280,
  },
});
