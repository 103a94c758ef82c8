import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "@parley/kernel";
import type { Parts } from "../../platform/processes/parts.ts";
import type { Processes, RunResult } from "../../platform/processes/port.ts";

export const engineVersion = "3.22.1";

const minute = 60_000;
const pinned = (name: string) => fileURLToPath(new URL(`../../../stack/llama/${name}`, import.meta.url));

export interface InstallEngine {
  readonly parts: Parts;
  readonly processes: Pick<Processes, "run">;
  readonly platform: { readonly system: string; readonly arch: string };
  readonly signal: AbortSignal;
}

/**
 * The engine's entry; installed when it is not there (85 MB: for one processor kind, without graphics cards), by npm, each
 * package with its checksum, and no script of any run. Throws AppError.
 */
export async function installEngine({ parts, processes, platform, signal }: InstallEngine): Promise<string> {
  const { system, arch } = platform;
  if (system !== "linux" || (arch !== "x64" && arch !== "arm64")) {
    throw missing(
      `The engine of local models has no ready-made package here for ${system} on ${arch}.`,
      "Use Ollama instead.",
    );
  }
  const [manifest, lock] = ["package.json", "package-lock.json"].map((name) => readFileSync(pinned(name), "utf8"));
  const digest = createHash("sha256").update(`${manifest}\n${lock}`).digest("hex").slice(0, 8);
  const folder = await parts.ensure({
    name: `llama-${engineVersion}-${arch}-${digest}`,
    waitMs: 10 * minute,
    build: async (building) => {
      const made = forMachine(JSON.parse(manifest ?? ""), JSON.parse(lock ?? ""), `@node-llama-cpp/linux-${arch}`);
      writeFileSync(join(building, "package.json"), JSON.stringify(made.manifest));
      writeFileSync(join(building, "package-lock.json"), JSON.stringify(made.lock));
      const args = ["ci", "--ignore-scripts", "--omit=optional", "--loglevel=error", "--no-audit", "--no-fund"];
      const done = await processes.run({ program: "npm", args, folder: building }, { deadlineMs: 10 * minute, signal });
      if (done.code !== 0 || !existsSync(entryIn(building))) throw explain(done);
    },
  });
  return entryIn(folder);
}

const entryIn = (folder: string) => join(folder, "node_modules", "node-llama-cpp", "dist", "index.js");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

/** The engine's packages for all machines are optional ones (725 MB together): this machine's is asked for, the rest left out. */
function forMachine(manifest: Manifest, lock: Lock, name: string) {
  const { optional: _optional, ...locked } = lock.packages[`node_modules/${name}`] ?? {};
  const dependencies = { ...manifest.dependencies, [name]: engineVersion };
  const packages = {
    ...lock.packages,
    "": { ...lock.packages[""], dependencies },
    [`node_modules/${name}`]: locked,
  };
  return { manifest: { ...manifest, dependencies }, lock: { ...lock, packages } };
}

function explain({ code, stdout, stderr, timedOut }: RunResult): AppError {
  const text = `${stderr}\n${stdout}`;
  const what = "The engine of local models could not be installed";
  if (/ENOSPC|no space left/i.test(text)) return missing(`${what}: the disk is full.`, "Free 500 MB, then try again.");
  if (timedOut || /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|network/i.test(text)) {
    return missing(`${what}: npm's registry could not be reached.`, "Check the network, then try again.");
  }
  if (/EINTEGRITY/.test(text)) {
    return missing(`${what}: a package has another checksum than the one we know.`, "Use another network or registry.");
  }
  if (code === null && /ENOENT/.test(text))
    return missing(`${what}: npm was not found.`, "Install npm, then try again.");
  return missing(`${what}: ${text.trim().split("\n").at(0)?.slice(0, 200) ?? ""}`, "The log has the details.");
}

function missing(message: string, advice: string): AppError {
  return new AppError("PART_MISSING", `${message} ${advice}`, { retryable: true, details: { advice } });
}
