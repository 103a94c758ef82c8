import { readFileSync, writeFileSync } from "node:fs";
import { type Fault, fail } from "./fault.ts";

interface Locked {
  readonly version?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>;
}

/**
 * Packages that another one names and the lockfile does not hold. npm leaves out optional ones for other systems when
 * its registry does not have them, and then refuses `npm ci` in every clean clone.
 */
export function missingInLock(
  lock: Lockfile,
): { readonly name: string; readonly range: string; readonly by: string }[] {
  const missing = new Map<string, { name: string; range: string; by: string }>();
  for (const [by, locked] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries({ ...locked.dependencies, ...locked.optionalDependencies })) {
      if (!isLocked(lock, by, name)) missing.set(`${name}@${range}`, { name, range, by: by || "package.json" });
    }
  }
  return [...missing.values()];
}

function isLocked(lock: Lockfile, by: string, name: string): boolean {
  for (
    let folder = by;
    ;
    folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|[^/]+$/, "").replace(/\/$/, "")
  ) {
    if (lock.packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

/** What `npm ci` would refuse. */
export function checkLockfile(path: string): Fault[] {
  const lock: Lockfile = JSON.parse(readFileSync(path, "utf8"));
  const missing = missingInLock(lock);
  if (missing.length === 0) return [];
  const names = missing.slice(0, 3).map(({ name, range, by }) => `${name}@${range} (for ${by})`);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : "";
  return [
    fail(
      "package-lock.json",
      `lacks ${names.join(", ")}${more}: npm ci would refuse it`,
      "npm run check -- --complete-lock adds those of other systems; for the rest run npm install.",
    ),
  ];
}

/** Adds the missing platform packages with the system that their name tells. They are installed only there. */
export function completeLock(path: string): void {
  const lock: Lockfile = JSON.parse(readFileSync(path, "utf8"));
  const added: Record<string, Locked> = {};
  for (const { name, range } of missingInLock(lock)) {
    const system = systemOf(name);
    if (system && /^\d/.test(range)) added[`node_modules/${name}`] = { version: range, ...system, optional: true };
  }
  const sorted = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}

const systems = ["linux", "darwin", "win32", "android", "freebsd", "openharmony", "aix", "netbsd", "openbsd", "sunos"];
const processors = ["x64", "arm64", "ia32", "arm", "ppc64", "s390x", "riscv64", "loong64", "wasm32", "mips64el"];

function systemOf(name: string): Pick<Locked, "os" | "cpu" | "libc"> | undefined {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!cpu || (!os && cpu !== "wasm32")) return undefined;
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.some((word) => word.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return { ...(os ? { os: [os] } : {}), cpu: [cpu], ...(os === "linux" && libc ? { libc: [libc] } : {}) };
}
