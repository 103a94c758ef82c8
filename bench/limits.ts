import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../tools/test/run.ts";

/** A network of its own with one address that is not loopback: LiveKit's library for programs uses no other. */
const network = [
  "ip link set lo up",
  "ip link add d0 type veth peer name d1",
  "ip link set d1 up",
  "ip addr add 10.99.0.1/24 dev d0",
  "ip link set d0 up",
  'exec "$0" "$@"',
].join(" && ");

/** Runs `interop/limits`, which stands beside what the product may depend on. Answers an exit code. */
export async function benchLimits(root: string, words: readonly string[]): Promise<number> {
  const folder = join(root, "interop/limits");
  if (!existsSync(join(folder, "node_modules/@livekit/rtc-node/package.json"))) {
    const args = ["ci", "--ignore-scripts", "--loglevel=error", "--prefix", folder];
    if ((await run("npm", args, { seconds: 180 })) !== 0) return 1;
  }
  const command = ["--net", "sh", "-c", network, process.execPath, join(folder, "main.ts"), ...words];
  return (await run("unshare", command, { seconds: 900 })) ?? 1;
}
