import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectCodes, errorCodes, methods, wireCodes } from "@parley/protocol";
import { describe, expect, it } from "vitest";
import { flagOf, settingNames, variableOf } from "../../apps/server/src/config/schema.ts";
import { type Facts, falseIn } from "./documents.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const facts: Facts = {
  exists: (path) => existsSync(join(root, path)),
  scripts: new Set(Object.keys(manifest.scripts)),
  // Besides the settings: what names the file, the link, and what belongs to our tools and other programs.
  flags: new Set([
    ...settingNames.map(flagOf),
    "--config",
    "--setup-link",
    "--help",
    "--lower",
    "--generate",
    "--all",
    "--complete-lock",
  ]),
  variables: new Set([...settingNames.map(variableOf), "PARLEY_CONFIG", "PARLEY_PARTS", "PARLEY_CHROMIUM"]),
  methods: new Set(Object.keys(methods)),
  errors: new Set<string>([...Object.keys(errorCodes), ...wireCodes, ...Object.keys(connectCodes)]),
};

const documents = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "apps/*/README.md", "deploy/**/*.md"], {
  cwd: root,
}).filter((path) => !path.includes("node_modules"));

describe("documents", () => {
  it("are found", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md"]));
  });

  it.each(documents)("%s names only what exists", (path) => {
    expect(falseIn(path, readFileSync(join(root, path), "utf8"), facts)).toEqual([]);
  });

  it("are caught when they guess", () => {
    const text = [
      "[gone](docs/gone.md) and [here](LICENSE#x) and [far](https://example.org/)",
      "`npm run nonsense`, `npm start`, `npm frobnicate`",
      "`npm start -- --prot 80`, `--data`, `--no-open`",
      "`PARLEY_PROT`, `auth.signInn`, `NO_SUCH_CODE`, `NOT_FOUND`",
      `see \`/${"work"}/main\``,
      '<img src="docs/gone.png" alt="gone"> and <img src="LICENSE">',
    ].join("\n");
    expect(falseIn("README.md", text, facts)).toEqual([
      "README.md:1: dead link to docs/gone.md",
      'README.md:2: no script "nonsense"',
      'README.md:2: no command "npm frobnicate"',
      "README.md:3: no setting --prot",
      "README.md:4: no variable PARLEY_PROT",
      "README.md:4: no method auth.signInn",
      "README.md:4: no error code NO_SUCH_CODE",
      "README.md:5: a path of one machine",
      "README.md:6: dead link to docs/gone.png",
    ]);
  });
});
