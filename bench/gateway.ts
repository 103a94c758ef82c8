import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../tools/test/run.ts";

/** Those of the family that stand beside ours, each with a manifest of its own. */
const peers = [
  { folder: "interop/peers", program: "openclaw" },
  { folder: "interop/gateway", program: "clawdbot" },
] as const;

/** Runs `interop/peers`; what of it cannot be installed is left out, and the run says so. Answers an exit code. */
export async function benchGateway(root: string): Promise<number> {
  for (const { folder, program } of peers) {
    const path = join(root, folder);
    if (existsSync(join(path, "node_modules", program, "package.json"))) continue;
    await run("npm", ["ci", "--ignore-scripts", "--loglevel=error", "--prefix", path], { seconds: 300 });
  }
  return (await run(process.execPath, [join(root, "interop/peers/main.ts")], { seconds: 600 })) ?? 1;
}
