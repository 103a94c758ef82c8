import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judged, type nothing, sum, sumLine } from "./counts.ts";
import { prepareParts } from "./parts.ts";
import { endAll, run } from "./run.ts";
import { browserOnce, runners } from "./runners.ts";

// npm test -- [unit|real|e2e|e2e-calls|interop …] [what is in a file's name …]
const words = process.argv.slice(2);
const named = runners.filter((runner) => words.includes(runner.name));
const chosen = named.length > 0 ? named : runners.filter((runner) => runner.apart !== true);
const filters = words.filter((word) => !runners.some((runner) => runner.name === word));
const reports = mkdtempSync(join(tmpdir(), "parley-test-"));

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endAll();
    process.exit(130);
  });
}

const begun = performance.now();
const results: { name: string; seconds: number; counts: typeof nothing }[] = [];
// Downloads and a build of minutes: they go on while the unit tests run.
const browser = browserOnce(run);
const parts = chosen.some((runner) => runner.needsParts) ? prepareParts(run) : Promise.resolve(undefined);
for (const runner of chosen) {
  const at = performance.now();
  console.log(`\n── ${runner.name} ──`);
  const counts = await runner.run({ reports, filters, parts, run, browser });
  results.push({ name: runner.name, seconds: (performance.now() - at) / 1000, counts });
}
rmSync(reports, { recursive: true, force: true });

const total = judged(sum(results.map((result) => result.counts)));
console.log("");
for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s  ${sumLine(counts)}`);
}
console.log(`all       ${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s`);
if (total.skips.length > 0) console.log(`\nSkipped:\n${total.skips.map((skip) => `  ${skip}`).join("\n")}`);
if (total.unsteady.length > 0) {
  console.log(`\nUnsteady, passed when tried once more:\n${total.unsteady.map((name) => `  ${name}`).join("\n")}`);
}
console.log("");
console.log(sumLine(total));
// A whole run in which nothing passed has tested nothing.
process.exitCode = total.failed > 0 || (words.length === 0 && total.passed === 0) ? 1 : 0;
