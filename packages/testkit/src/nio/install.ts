import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "../stack/child.ts";
import { root } from "../stack/node26.ts";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const pip = join(root, "apps/server/stack/pip-26.3-py3-none-any.whl/pip");

/** The Python of an environment with the pinned matrix-nio, made once a machine in 20 s; or why there is none. */
export async function installNio(): Promise<{ readonly python: string } | { readonly reason: string }> {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  const { PARLEY_PARTS, XDG_CACHE_HOME } = process.env;
  const folder = PARLEY_PARTS ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "parley", "parts");
  const place = join(folder, `nio-${digest}`);
  const python = join(place, "bin", "python");
  if (existsSync(python)) return { python };
  const building = `${place}.building.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
  const made =
    (await succeeds("python3", ["-m", "venv", "--without-pip", building])) &&
    (await succeeds(join(building, "bin", "python"), [
      pip,
      "install",
      ...options,
      "--require-hashes",
      "--requirement",
      requirements,
    ]));
  if (!made) {
    rmSync(building, { recursive: true, force: true });
    return { reason: "matrix-nio could not be installed (Python 3.10 or newer, its package index)" };
  }
  renameSync(building, place);
  return { python };
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const child = startChild(program, [...args]);
  const timer = setTimeout(() => void child.end("SIGKILL"), 180_000);
  const code = await child.ended;
  clearTimeout(timer);
  if (code !== 0) console.error(child.output().slice(-2000));
  return code === 0;
}
