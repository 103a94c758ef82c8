import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { root } from "../node26.mjs";

/** The data folder that flags and environment name; a file given by --config may still name another one. */
export function dataFolder(argv) {
  const base = process.env.INIT_CWD ?? process.cwd();
  const fallback = join(process.env.XDG_DATA_HOME || join(homedir(), ".local/share"), "parley");
  return resolve(base, flag(argv, "--data") ?? (process.env.PARLEY_DATA || fallback));
}

/** Where installed programs lie, as `apps/server/src/config` has it. */
export function partsFolder() {
  return resolve(
    process.env.PARLEY_PARTS || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "parley", "parts"),
  );
}

/** The value of a flag, given as `--flag value` or `--flag=value`. */
export function flag(argv, name) {
  const at = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return argv[at] === name ? argv[at + 1] : argv[at].slice(name.length + 1);
}

/** Whether the pinned Synapse is installed whole: the server looks again, this only decides whether to show a step. */
export function synapseInstalled() {
  const digest = createHash("sha256")
    .update(readFileSync(join(root, "apps/server/stack/synapse-requirements.txt")))
    .digest("hex")
    .slice(0, 8);
  const folder = partsFolder();
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some(
    (name) =>
      name.startsWith("synapse-") &&
      name.endsWith(`-${digest}`) &&
      existsSync(join(folder, name, ".complete")) &&
      borrowsItsPython(join(folder, name)),
  );
}

/** As `apps/server/src/modules/stack/synapse/install.ts`: an upgrade may have put another version in its place. */
function borrowsItsPython(place) {
  const link = join(place, "bin", "python");
  if (!existsSync(link)) return false;
  const named = /^python(3\.\d+)$/.exec(basename(realpathSync(link)));
  return named === null || basename(place).includes(`-py${named[1]}-`);
}

/** Who runs on a data folder, if that process is really alive: same pid, same start time. */
export function runningServer(folder) {
  try {
    const holder = JSON.parse(readFileSync(join(folder, "server.json"), "utf8"));
    process.kill(holder.pid, 0);
    if (holder.startTime !== null && processStart(holder.pid) !== holder.startTime) return null;
    return holder;
  } catch {
    return null;
  }
}

/** Milliseconds that children get to end in order, of a server that could not end them. */
const graceMs = 3_000;

/**
 * Ends what a server left behind on a data folder, as the next start would. As
 * `apps/server/src/platform/processes/register.ts`: a process is touched only when pid, start time and folder all match.
 */
export async function endChildren(folder) {
  const left = childrenOf(folder);
  const alive = () => left.filter((child) => isChildOf(folder, child));
  const signal = (name) => {
    for (const { pid } of alive()) {
      try {
        process.kill(pid, name);
      } catch {
        // Gone in between.
      }
    }
  };
  signal("SIGTERM");
  const until = Date.now() + graceMs;
  while (alive().length > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 25));
  signal("SIGKILL");
}

function childrenOf(folder) {
  try {
    const rows = JSON.parse(readFileSync(join(folder, "run", "children.json"), "utf8"));
    return Array.isArray(rows) ? rows.filter((row) => Number.isInteger(row?.pid) && row.pid > 1) : [];
  } catch {
    return [];
  }
}

function isChildOf(folder, { pid, start }) {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return processStart(pid) === start && variables.includes(`PARLEY_CHILD_OF=${folder}`);
  } catch {
    return false;
  }
}

/** As `apps/server/src/platform/processes/identity.ts`: `<boot id>:<ticks>`; null for none and for zombies. */
function processStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}
