import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { readAll } from "./code-steps.ts";
import { completeLock } from "./lockfile.ts";
import type { Outcome } from "./outcome.ts";
import { countLoose, lowerRatchet } from "./ratchet.ts";
import { type Step, steps } from "./steps.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const args = process.argv.slice(2);

if (args.includes("--lower")) {
  lowerRatchet(`${root}/tools/ratchet.json`, countLoose(readAll(root).files));
  console.log("tools/ratchet.json holds the lower of the written and the counted numbers.");
} else if (args.includes("--complete-lock")) {
  completeLock(`${root}/package-lock.json`);
  console.log("package-lock.json holds what its packages name for other systems too.");
} else if (args.includes("--generate")) {
  process.exitCode =
    spawnSync(process.execPath, ["tools/generate/main.ts"], { cwd: root, stdio: "inherit" }).status ?? 1;
} else {
  process.exitCode = await check(args.filter((arg) => !arg.startsWith("-")));
}

/** Runs the steps named (all, when none is), prints each as it ends, and answers the exit code. */
async function check(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`No such step: ${unknown.join(", ")}. Steps: ${steps.map((step) => step.name).join(", ")}.`);
    return 2;
  }
  const begun = performance.now();
  const queue = steps.filter((step) => names.length === 0 || names.includes(step.name));
  const failed: string[] = [];
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      if (!(await report(step))) failed.push(step.name);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, Math.min(4, availableParallelism())) }, lane));
  const time = seconds(performance.now() - begun);
  if (failed.length === 0) {
    console.log(`\nAll well, ${time}.`);
    return 0;
  }
  console.error(`\n${failed.length} failed (${failed.join(", ")}), ${time}. One alone: npm run check -- ${failed[0]}`);
  return 1;
}

async function report(step: Step): Promise<boolean> {
  const begun = performance.now();
  let outcome: Outcome;
  try {
    outcome = await step.run(root);
  } catch (thrown) {
    outcome = {
      ok: false,
      note: "could not run",
      output: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    };
  }
  const time = seconds(performance.now() - begun).padStart(7);
  console.log(`${outcome.ok ? "ok  " : "FAIL"} ${step.name.padEnd(10)} ${time}  ${outcome.note}`);
  if (outcome.output.trim() !== "") console.log(indented(outcome.output));
  if (!outcome.ok && step.mend) console.log(`     Mend: ${step.mend}`);
  return outcome.ok;
}

/** Enough to work with: a step run alone shows no more either, so the last line says how to see it all. */
function indented(output: string): string {
  const lines = output.trimEnd().split("\n");
  const shown = process.env.CI || args.includes("--all") ? lines : lines.slice(0, 80);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… ${more} more lines: npm run check -- --all`] : [])]
    .map((line) => `     ${line}`)
    .join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
