import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "./run.ts";

/**
 * Installs what `interop/` names in its own manifest, when it is missing: programs of others that must not be among our
 * dependencies. Answers whether it is there.
 */
export async function installInterop(root: string, run: Run): Promise<boolean> {
  const folder = join(root, "interop");
  const needed = ["@element-hq/element-call-embedded", "matrix-widget-api"];
  if (needed.every((name) => existsSync(join(folder, "node_modules", name, "package.json")))) return true;
  const args = ["ci", "--ignore-scripts", "--loglevel=error", "--prefix", folder];
  return (await run("npm", args, { seconds: 180 })) === 0;
}
