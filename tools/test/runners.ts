import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBundle, measureBundle } from "../check/bundle.ts";
import { type Browser, findBrowser, thisMachine } from "./browser.ts";
import { type Counts, nothing, playwrightCounts, sum, vitestCounts, withExit } from "./counts.ts";
import { installInterop } from "./interop-packages.ts";
import type { Run } from "./run.ts";
import { seenPages } from "./seen-pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Job {
  /** Where runners leave their JSON reports. */
  readonly reports: string;
  /** Parts of file names; none = all. */
  readonly filters: readonly string[];
  /** Settles when the parts are installed: with the reason where they cannot be. */
  readonly parts: Promise<string | undefined>;
  readonly run: Run;
  /** Looked for, and installed where that is possible, when first asked for; later answers are the same. */
  readonly browser: () => Promise<Browser>;
}

interface Runner {
  readonly name: string;
  readonly needsParts: boolean;
  /** Runs when it is asked for by its name, not with the others: it takes too long for every run. */
  readonly apart?: boolean;
  run(job: Job): Promise<Counts>;
}

/** In the order in which they run: the quickest first, each alone on the machine. */
export const runners: readonly Runner[] = [
  {
    name: "unit",
    needsParts: false,
    run: async (job) => vitest(job, "unit", 300, { inside: await ownNetwork(job.run) }),
  },
  {
    name: "real",
    needsParts: true,
    async run(job) {
      const missing = await job.parts;
      if (missing) return skipped(await listVitest(job, "real"), missing);
      const browser = await job.browser();
      if ("reason" in browser) console.log(`Tests that need a browser are skipped: ${browser.reason}`);
      return vitest(job, "real", 900, { env: browserEnv(browser) });
    },
  },
  { name: "e2e", needsParts: true, run: e2e },
  { name: "e2e-calls", needsParts: true, run: e2eCalls },
  { name: "interop", needsParts: true, apart: true, run: interop },
];

async function vitest(
  { reports, filters, run }: Job,
  project: string,
  seconds: number,
  { inside = [], env = {} }: { inside?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Counts> {
  const file = join(reports, `${project}.json`);
  const args = ["run", "--project", project, "--passWithNoTests", "--reporter=default", "--reporter=json"];
  const [name = "", ...rest] = [...inside, "vitest", ...args, `--outputFile.json=${file}`, ...filters];
  const code = await run(name, rest, { seconds, env });
  return withExit(existsSync(file) ? vitestCounts(JSON.parse(readFileSync(file, "utf8"))) : nothing, code);
}

/** Names of the tests that a project would run: those are counted when it cannot. */
async function listVitest({ reports, filters, run }: Job, project: string): Promise<string[]> {
  const file = join(reports, `${project}-list.json`);
  await run("vitest", ["list", "--project", project, `--json=${file}`, ...filters], { seconds: 60, quiet: true });
  if (!existsSync(file)) return [`all of ${project}`];
  const listed: readonly { readonly name: string }[] = JSON.parse(readFileSync(file, "utf8"));
  return listed.map((test) => test.name);
}

async function e2e(job: Job): Promise<Counts> {
  return await playwright(job, "e2e", { args: ["--project=e2e"], seconds: 1200, afterBuild: () => countBudgets(root) });
}

/** Calls: with microphones, cameras and a real LiveKit. */
async function e2eCalls(job: Job): Promise<Counts> {
  return await playwright(job, "e2e-calls", { args: ["--project=e2e-calls"], seconds: 900, afterBuild: () => nothing });
}

/** With clients that are not ours. */
async function interop(job: Job): Promise<Counts> {
  if (!(await installInterop(root, job.run))) return skipped(["all of interop"], "Element Call could not be installed");
  const args = ["-c", join(root, "interop/playwright.config.ts")];
  return await playwright(job, "interop", { args, seconds: 900, afterBuild: () => nothing });
}

/** One build for all that drive the client. */
let built: ReturnType<Run> | undefined;

async function playwright(
  job: Job,
  name: string,
  more: { readonly args: readonly string[]; readonly seconds: number; readonly afterBuild: () => Counts },
): Promise<Counts> {
  const missing = await job.parts;
  const browser: Browser = missing ? { reason: missing } : await job.browser();
  const file = join(job.reports, `${name}.json`);
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...browserEnv(browser) };
  const args = ["test", ...more.args, "--pass-with-no-tests", ...job.filters];
  if ("reason" in browser) {
    await job.run("playwright", [...args, "--list", "--reporter=json"], { seconds: 60, env, quiet: true });
    return skipped(namesOf(file, name), browser.reason);
  }
  built ??= job.run("vite", ["build", "apps/web", "--logLevel", "warn"], { seconds: 180 });
  if ((await built) !== 0) {
    console.error("The web client could not be built; the lines above say why.");
    return { ...nothing, failed: 1 };
  }
  const before = more.afterBuild();
  const inside = await ownNetwork(job.run);
  const [program = "", ...rest] = [...inside, "playwright", ...args, "--reporter=list,json"];
  const code = await job.run(program, rest, { seconds: more.seconds, env });
  if (!existsSync(file)) return sum([before, withExit(nothing, code)]);
  const report = JSON.parse(readFileSync(file, "utf8"));
  for (const seen of seenPages(report)) console.log(`\nSeen in ${seen}`);
  return sum([before, withExit(playwrightCounts(report), code)]);
}

/** Each page's budget is a test: only here the client is sure to be built from what is tested. */
function countBudgets(root: string): Counts {
  const faults = checkBundle(root);
  for (const fault of faults) console.error(`${fault.where} ${fault.what}\n  → ${fault.mend}`);
  const pages = existsSync(join(root, "bench/budgets.json")) ? measureBundle(root) : [];
  for (const page of pages) console.log(`${page.name}: ${page.kilobytes.toFixed(1)} of ${page.limit} KB`);
  return { ...nothing, passed: pages.length - faults.length, failed: faults.length };
}

/**
 * The words before a command that give it a network with nothing but loopback, so that no test can reach out; none
 * where the machine does not allow it.
 */
async function ownNetwork(run: Run): Promise<string[]> {
  const words = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"'];
  const [name = "", ...rest] = [...words, "true"];
  const allowed = process.getuid?.() === 0 && (await run(name, rest, { seconds: 5, quiet: true })) === 0;
  console.log(allowed ? "Network: loopback only." : "Network: the machine's (no namespace without root).");
  return allowed ? words : [];
}

/** Tests that need a browser find it by this variable; where it is empty they are skipped, with the reason. */
function browserEnv(browser: Browser): Record<string, string> {
  return "path" in browser
    ? { PARLEY_CHROMIUM: browser.path, PARLEY_NO_BROWSER: "" }
    : { PARLEY_CHROMIUM: "", PARLEY_NO_BROWSER: browser.reason };
}

/** Asks once. */
export function browserOnce(run: Run): () => Promise<Browser> {
  let found: Promise<Browser> | null = null;
  return () => {
    found ??= findBrowser(thisMachine(run));
    return found;
  };
}

function namesOf(file: string, runner: string): string[] {
  if (!existsSync(file)) return [`all of ${runner}`];
  const names: string[] = [];
  const visit = (suite: { suites?: unknown[]; specs?: { title: string }[] }) => {
    for (const spec of suite.specs ?? []) names.push(spec.title);
    for (const inner of suite.suites ?? []) visit(Object(inner));
  };
  visit(JSON.parse(readFileSync(file, "utf8")));
  return names;
}

function skipped(names: readonly string[], reason: string): Counts {
  return { ...nothing, skipped: names.length, skips: names.map((name) => `${name}: ${reason}`) };
}
