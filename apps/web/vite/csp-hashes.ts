import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Writes `csp-hashes.json`: what the server must allow in `script-src` beside `'self'` (the theme script). */
export function cspHashes(): Plugin {
  let folder = "";
  return {
    name: "parley:csp-hashes",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "post",
      async handler(fault?: Error) {
        // Nothing was written: what made the build fail is to be read, not that a file is missing.
        if (fault !== undefined) return;
        const html = await readFile(join(folder, "index.html"), "utf8");
        const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
          ([, body]) =>
            `sha256-${createHash("sha256")
              .update(body ?? "")
              .digest("base64")}`,
        );
        if (scripts.length !== 1) throw new Error(`index.html has ${scripts.length} inline scripts, one is expected`);
        if (/\sstyle="|<style/.test(html)) throw new Error("index.html has inline styles, which the CSP refuses");
        await writeFile(join(folder, "csp-hashes.json"), `${JSON.stringify({ scripts })}\n`);
      },
    },
  };
}
