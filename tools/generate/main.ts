import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referencePages } from "./reference.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const onlyCheck = process.argv.includes("--check");
const stale: string[] = [];

for (const [path, text] of Object.entries(referencePages())) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  stale.push(path);
  if (onlyCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (onlyCheck && stale.length > 0) {
  console.error(`Not fresh: ${stale.join(", ")}`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? "All generated files are fresh." : `Written: ${stale.join(", ")}`);
}
