import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkBundle } from "./bundle.ts";
import { code } from "./code-steps.ts";
import { type Outcome, print } from "./outcome.ts";

/** One part of the check. */
export interface Step {
  readonly name: string;
  /** How to mend what it finds, where its own output does not say so. */
  readonly mend?: string;
  run(root: string): Promise<Outcome>;
}

/** The slowest first, so that the lanes end together. */
export const steps: readonly Step[] = [
  {
    name: "types",
    mend: "tsc -p FOLDER shows one project alone.",
    run: types,
  },
  { name: "code", run: async (root) => code(root) },
  {
    name: "unused",
    mend: "Remove what nobody uses, or use it. Entry files are named in knip.ts.",
    run: (root) =>
      command(root, "knip", ["--no-progress", "--no-config-hints"], "no unused files, exports or dependencies"),
  },
  {
    name: "format",
    mend: "npx biome check --write mends most of it.",
    run: (root) =>
      command(
        root,
        "biome",
        ["check", "--max-diagnostics=60", "--diagnostic-level=warn", "--error-on-warnings"],
        "format and lint",
      ),
  },
  {
    name: "generated",
    mend: "npm run check -- --generate writes them anew; commit the result.",
    run: (root) => command(root, "node", ["tools/generate/main.ts", "--check"], "generated files are fresh"),
  },
  { name: "bundle", run: async (root) => print(checkBundle(root)) },
];

/** `tsc` for every folder with a tsconfig.json, one after the other: two at once would take the other steps' core. */
async function types(root: string): Promise<Outcome> {
  const projects = ["packages", "apps", "plugins"]
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .concat("tools", "e2e", "bench")
    .filter((folder) => existsSync(join(root, folder, "tsconfig.json")));
  const outputs: string[] = [];
  for (const project of projects) {
    const outcome = await command(root, "tsc", ["-p", project, "--pretty", "false"], "");
    // A package whose folder is still empty has nothing to compile.
    if (!outcome.ok && !outcome.output.includes("TS18003")) outputs.push(outcome.output.trimEnd());
  }
  return { ok: outputs.length === 0, note: `${projects.length} projects`, output: outputs.join("\n") };
}

function command(root: string, name: string, args: readonly string[], note: string): Promise<Outcome> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(name, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
    const take = (chunk: Buffer) => {
      if (output.length < 200_000) output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => resolve({ ok: false, note: `${name} did not start`, output: error.message }));
    child.on("close", (status) => resolve({ ok: status === 0, note, output: status === 0 ? "" : output }));
  });
}
