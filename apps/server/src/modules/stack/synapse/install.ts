import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "@parley/kernel";
import type { Parts } from "../../../platform/processes/parts.ts";
import type { Processes, RunResult } from "../../../platform/processes/port.ts";

export const synapseVersion = "1.163.2";

const pinned = (name: string) => fileURLToPath(new URL(`../../../../stack/${name}`, import.meta.url));
const requirements = pinned("synapse-requirements.txt");
/** It travels with us: a Python without `python3-venv` may have no pip, and then nothing to fetch one with. */
const pip = pinned("pip-26.3-py3-none-any.whl");
const pipSha256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13";

export interface InstallSynapse {
  readonly parts: Parts;
  readonly processes: Processes;
  readonly platform: { readonly system: string; readonly arch: string };
  readonly signal: AbortSignal;
  /** Hears what is done, one line a step. */
  readonly onStep?: (line: string) => void;
}

/** A Python that Synapse can live in. */
interface Python {
  readonly program: string;
  /** Such as `3.11`. */
  readonly version: string;
}

const minute = 60_000;
const knownPythons = ["3.14", "3.13", "3.12", "3.11", "3.10"];

/** The Python of an environment of ours that holds the pinned Synapse; installed when it is not there. Throws AppError. */
export async function installSynapse(input: InstallSynapse): Promise<string> {
  const { parts, processes, platform, signal } = input;
  if (platform.system !== "linux" || (platform.arch !== "x64" && platform.arch !== "arm64")) {
    throw missing(
      `Synapse has no ready-made packages for ${platform.system} on ${platform.arch}.`,
      "Name a homeserver that runs elsewhere with --homeserver URL --domain NAME.",
    );
  }
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  const name = (version: string) => `synapse-${synapseVersion}-py${version}-${digest}`;
  for (const version of knownPythons) {
    const there = parts.find({ name: name(version), fits: borrows(version) });
    if (there !== null) return join(there, "bin", "python");
  }
  const python = await findPython(processes, signal);
  const folder = await parts.ensure({
    name: name(python.version),
    waitMs: 10 * minute,
    fits: borrows(python.version),
    build: async (building) => {
      input.onStep?.(`installing Synapse ${synapseVersion} for Python ${python.version}`);
      await build(building, python, input);
    },
  });
  return join(folder, "bin", "python");
}

/**
 * Whether an environment still has the interpreter that it borrows from the system. An upgrade takes it away, or puts
 * another version in its place that sees none of the packages: then it is built anew.
 */
const borrows = (version: string) => (place: string) => {
  const link = join(place, "bin", "python");
  if (!existsSync(link)) return false;
  const named = /^python(3\.\d+)$/.exec(basename(realpathSync(link)));
  return named === null || named[1] === version;
};

async function build(folder: string, python: Python, input: InstallSynapse): Promise<void> {
  const { processes, signal } = input;
  // Without pip: python3-venv, which Debian packs apart, is needed for its pip only.
  const made = await processes.run(
    { program: python.program, args: ["-m", "venv", "--without-pip", folder] },
    { deadlineMs: minute, signal },
  );
  if (made.code !== 0) throw explainPip("The Python environment cannot be made", made);
  if (!existsSync(pip) || createHash("sha256").update(readFileSync(pip)).digest("hex") !== pipSha256) {
    throw missing(
      "The installer (pip) in this clone is damaged or missing.",
      "Restore it (git checkout apps/server/stack), then start again.",
    );
  }
  const installed = await processes.run(
    {
      program: join(folder, "bin", "python"),
      args: [
        `${pip}/pip`,
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--requirement",
        requirements,
      ],
    },
    { deadlineMs: 10 * minute, signal },
  );
  if (installed.code !== 0) throw explainPip("Synapse cannot be installed", installed);
  const tried = await processes.run(
    { program: join(folder, "bin", "python"), args: ["-c", "import synapse.app.homeserver"] },
    { deadlineMs: minute, signal },
  );
  if (tried.code !== 0) throw explainPip("Synapse was installed but does not start", tried);
}

const candidates = ["python3", ...knownPythons.map((version) => `python${version}`)];

const askPython = `
import importlib.util, os, sys
venv = importlib.util.find_spec("venv") is not None
print("%d.%d %d %s" % (sys.version_info[0], sys.version_info[1], venv, os.path.realpath(sys.executable)))
`;

async function findPython(processes: Processes, signal: AbortSignal): Promise<Python> {
  const found: string[] = [];
  for (const program of candidates) {
    const { code, stdout } = await processes.run({ program, args: ["-c", askPython] }, { deadlineMs: minute, signal });
    const match = code === 0 ? /^3\.([0-9]+) (0|1) (.+)$/m.exec(stdout) : null;
    if (match === null) continue;
    const minor = Number(match[1]);
    found.push(match[2] === "1" ? `3.${minor}` : `3.${minor} without its venv module`);
    if (match[2] !== "1") continue;
    if (knownPythons.includes(`3.${minor}`)) return { program: match[3] ?? program, version: `3.${minor}` };
  }
  throw missing(
    found.length === 0
      ? "Python 3 was not found."
      : `Synapse needs Python 3.10 to 3.14; here is ${[...new Set(found)].join(", ")}.`,
    "Install Python (Debian, Ubuntu: apt install python3; Fedora: dnf install python3), then start again.",
  );
}

/** A failed step of pip as one sentence and what to do. */
function explainPip(what: string, { stderr, stdout, timedOut, code }: RunResult): AppError {
  const text = `${stderr}\n${stdout}`;
  const last =
    text
      .trim()
      .split("\n")
      .filter((line) => !/^\s*$|^WARNING|notice/i.test(line))
      .at(-1) ?? `code ${code}`;
  if (/No space left on device|ENOSPC|Disk quota exceeded/i.test(text)) {
    return missing(`${what}: the disk is full.`, "Free 500 MB, then start again.", true);
  }
  if (timedOut) return missing(`${what}: it took too long.`, "Check the network, then start again.", true);
  if (
    /ConnectionError|NewConnectionError|Temporary failure in name|Failed to establish|Network is unreachable|timed out|SSLError|from versions: none/i.test(
      text,
    )
  ) {
    return missing(
      `${what}: Python's package index could not be reached.`,
      "Check the network and pip's proxy or mirror settings, then start again.",
      true,
    );
  }
  if (/THESE PACKAGES DO NOT MATCH THE HASHES/i.test(text)) {
    return missing(
      `${what}: a package has another checksum than the one we know.`,
      "Someone changed it on the way, or a mirror is broken. Use another network or index.",
    );
  }
  if (/No matching distribution/i.test(text)) {
    return missing(
      `${what}: there is no ready-made package for this system (glibc 2.28 or newer is needed).`,
      "Name a homeserver that runs elsewhere with --homeserver URL --domain NAME.",
    );
  }
  return missing(`${what}: ${last.slice(0, 300)}`, "The log has the details.", true);
}

function missing(message: string, advice: string, retryable = false): AppError {
  return new AppError("PART_MISSING", message, { retryable, details: { advice } });
}
