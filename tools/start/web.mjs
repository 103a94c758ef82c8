import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../node26.mjs";
import { runNode26 } from "./node.mjs";
import { Trouble } from "./screen.mjs";

const web = join(root, "apps/web");
const stamp = join(root, ".cache", "web-build");

/** Whether the built web client is that of the sources as they are. */
export function webBuilt() {
  return existsSync(join(web, "dist/index.html")) && existsSync(stamp) && readFileSync(stamp, "utf8") === webDigest();
}

/** Builds the web client; the stamp is written last, so that a build that was cut off is done again. */
export async function buildWeb() {
  const digest = webDigest();
  rmSync(stamp, { force: true });
  const { code, output } = await runNode26(
    [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"],
    { cwd: web },
  );
  if (code !== 0) {
    const full = /ENOSPC|no space left/i.test(output);
    throw new Trouble(
      full
        ? "The web client could not be built: the disk is full. Free some space, then start again."
        : `The web client could not be built:\n${output.trim().split("\n").slice(-20).join("\n")}`,
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

/** A digest of all that goes into the web client. */
function webDigest() {
  const hash = createHash("sha256");
  const packages = join(root, "packages");
  const places = [
    ...["src", "public", "vite", "index.html", "vite.config.ts", "package.json"].map((name) => join(web, name)),
    ...["client", "kernel", "matrix", "protocol"].map((name) => join(packages, name, "src")),
    join(root, "package-lock.json"),
  ];
  for (const place of places) add(hash, place);
  return hash.digest("hex");
}

function add(hash, path) {
  if (!existsSync(path)) return;
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    // Not a folder.
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(readFileSync(path))
      .update("\0");
    return;
  }
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!/\.test\.tsx?$/.test(name)) add(hash, join(path, name));
  }
}
