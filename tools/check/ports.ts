import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, fail } from "./fault.ts";
import { isNode, isTest, type SourceFile, walk } from "./source.ts";

/** What only entry files touch, and what is asked for instead. */
const machine: Readonly<Record<string, string>> = {
  "process.env": "Take it as a setting.",
  "Date.now": "Take a Clock: time that is handed in can be tested.",
  "Math.random": "Take Random where it guards something, a counter where it does not.",
};

/** Files that hand the machine out: entries, the kernel's own clock, and what installs or tests. */
const entries =
  /(^|\/)(main\.tsx?|vite\.config\.ts)$|^packages\/(kernel\/src\/clock\.ts|testkit\/)|^apps\/server\/(stack\/|src\/run\.ts$)|^(tools|e2e|bench|apps\/web\/dev)\//;

/** Uses of the environment, the time and chance outside entry files. */
export function checkPorts(files: readonly SourceFile[]): Fault[] {
  const faults: Fault[] = [];
  for (const file of files) {
    if (isTest(file.path) || entries.test(file.path)) continue;
    walk(file.tree, (node) => {
      if (node.type !== "MemberExpression" || !isNode(node.object) || !isNode(node.property)) return;
      const name = `${node.object.value}.${node.property.value}`;
      const mend = machine[name];
      if (mend && node.object.type === "Identifier") {
        faults.push(fail(`${file.path}:${file.lineOf(node)}`, `uses ${name} outside an entry file`, mend));
      }
    });
  }
  return faults;
}

/** Packages without a README, or with one that nobody reads to its end. */
export function checkReadmes(root: string): Fault[] {
  const names = existsSync(join(root, "packages")) ? readdirSync(join(root, "packages")) : [];
  return names.flatMap((name) => {
    const folder = `packages/${name}`;
    if (!existsSync(join(root, folder, "package.json"))) return [];
    const path = join(root, folder, "README.md");
    if (!existsSync(path))
      return [fail(folder, "has no README.md", "Say in under 40 lines what it is for and how it is used.")];
    const lines = readFileSync(path, "utf8").split("\n").length - 1;
    if (lines <= 40) return [];
    return [fail(`${folder}/README.md`, `has ${lines} lines (at most 40)`, "Keep what a first-time user needs.")];
  });
}
