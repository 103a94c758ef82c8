import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

/** Builds the stage into a temporary folder and serves it on a free port of this machine, until `close`. */
export async function serveStage(): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), "parley-stage-"));
  const stage = { configFile: fileURLToPath(new URL("./vite.config.ts", import.meta.url)), logLevel: "error" } as const;
  const remove = () => rmSync(outDir, { recursive: true, force: true });
  try {
    await build({ ...stage, build: { outDir, emptyOutDir: true } });
    const server = await preview({ ...stage, build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
    const address = server.httpServer.address();
    if (address === null || typeof address === "string") throw new Error("The stage has no port.");
    return {
      origin: `http://localhost:${address.port}`,
      async close() {
        await server.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
