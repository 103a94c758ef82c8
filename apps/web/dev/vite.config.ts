import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The stage: chat over a session in memory, for looking at states. Never part of the build. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), tailwindcss()],
  worker: { format: "es" },
  // As the client's own: compiled down, light-dark() is taken at the root alone, and the stage of a call is not dark.
  build: { cssTarget: ["chrome123", "edge123", "firefox128", "safari17.5"] },
  // What only workers import is found late, and the page would wait for a reload that never comes without hmr.
  optimizeDeps: { include: ["blurhash"], exclude: ["shiki"] },
  server: { hmr: false, fs: { allow: [fileURLToPath(new URL("../../..", import.meta.url))] } },
});
