import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode26, root } from "../node26.mjs";
import { checkDisk } from "./checks.mjs";
import { runProgram } from "./node.mjs";
import { Trouble } from "./screen.mjs";

/**
 * Whether everything that running needs is installed in the locked version. npm writes its own lockfile into
 * node_modules last, so an installation that was cut off is never taken for whole.
 */
export function packagesInstalled() {
  const wanted = read(join(root, "package-lock.json"));
  const there = read(join(root, "node_modules", ".package-lock.json"));
  if (wanted === null || there === null || findNode26() === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith("node_modules/") ||
      entry.link ||
      entry.dev ||
      entry.optional ||
      entry.devOptional ||
      entry.peer ||
      there[path]?.version === entry.version,
  );
}

/** Installs the packages that running needs; where development ones are installed they are kept up as well. */
export async function installPackages() {
  checkDisk();
  const there = read(join(root, "node_modules", ".package-lock.json")) ?? {};
  const developing = Object.values(there).some((entry) => entry.dev);
  const args = ["ci", "--ignore-scripts", developing ? "--include=dev" : "--omit=dev", "--loglevel=error"];
  const { code, output } = await runProgram("npm", args, { cwd: root });
  if (code === 0 && packagesInstalled()) return developing ? "with development packages" : "";
  // npm says what is wrong first and its usage last.
  const last = output.trim().split("\n").slice(0, 12).join("\n");
  if (/ENOSPC|no space left/i.test(output))
    throw new Trouble("The packages could not be installed: the disk is full. Free 1 GB, then start again.");
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|network/i.test(output)) {
    throw new Trouble(
      `The packages could not be installed: npm's registry could not be reached. Check the network, or npm's proxy and registry settings, then start again.\n${last}`,
    );
  }
  if (code === 0)
    throw new Trouble(
      `Node 26 cannot be had from npm for ${process.platform} ${process.arch}. Parley runs on Linux (x64, arm64) and macOS.`,
    );
  throw new Trouble(`The packages could not be installed (npm ${args.join(" ")}):\n${last}`);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}
