import { spawnSync } from "node:child_process";
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "../node26.mjs";
import { flag, partsFolder, synapseInstalled } from "./folders.mjs";
import { Trouble } from "./screen.mjs";

const neededMegabytes = 1000;

/** Everything that must be here before anything is installed; answers one line about it, or throws Trouble. */
export function checkMachine(argv) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) {
    throw new Trouble(
      `Parley needs Node 20 or newer; this is ${process.versions.node}. Install it from your distribution or nodejs.org.`,
    );
  }
  const attached = flag(argv, "--homeserver") !== undefined || Boolean(process.env.PARLEY_HOMESERVER);
  if (process.platform !== "linux" && !attached) {
    throw new Trouble(
      [
        `On ${process.platform} Parley cannot run a Matrix homeserver of its own (Synapse has packages for Linux only).`,
        "Name one that runs elsewhere:  npm start -- --homeserver https://matrix.example.org --domain example.org",
        "or run Parley on Linux; a container image is to come.",
      ].join("\n"),
    );
  }
  if (process.platform === "linux" && process.report?.getReport().header.glibcVersionRuntime === undefined) {
    throw new Trouble(
      "Parley needs a Linux with glibc 2.28 or newer (Debian, Ubuntu, Fedora, …); this one has another C library.",
    );
  }
  const npm = spawnSync("npm", ["--version"], { encoding: "utf8" });
  if (npm.status !== 0)
    throw new Trouble("npm was not found. Install it (Debian, Ubuntu: apt install npm), then start again.");
  const words = [`Node ${process.versions.node}`, `npm ${npm.stdout.trim()}`];
  if (!attached && !synapseInstalled()) words.push(`Python ${pythonVersion()}`);
  return words.join(", ");
}

/** Room for what is about to be installed. */
export function checkDisk() {
  for (const folder of [root, partsFolder()]) {
    let there = folder;
    while (!existsSync(there)) there = dirname(there);
    const { bavail, bsize } = statfsSync(there);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    if (free < neededMegabytes) {
      throw new Trouble(
        `The disk that holds ${folder} has ${free} MB left; ${neededMegabytes} MB are needed to install. Free some space, then start again.`,
      );
    }
  }
}

function pythonVersion() {
  const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  let seen = null;
  for (const name of names) {
    const asked = spawnSync(name, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], { encoding: "utf8" });
    if (asked.status !== 0) continue;
    const version = asked.stdout.trim();
    const [, minor] = version.split(".").map(Number);
    if (minor >= 10 && minor <= 14) return version;
    seen ??= version;
  }
  throw new Trouble(
    seen === null
      ? "Python 3 was not found; the Matrix homeserver needs it. Install it (Debian, Ubuntu: apt install python3), then start again."
      : `The Matrix homeserver needs Python 3.10 to 3.14; here is ${seen}. Install a newer one, then start again.`,
  );
}
