import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startParley } from "@parley/testkit/stack";
import { type Browser, chromium } from "@playwright/test";
import { type Figure, median, table } from "../../bench/figures.ts";
import { withFakeDevices } from "../../e2e/support/call.ts";
import { startForeign } from "../foreign.ts";
import { type Client, createClients } from "./clients.ts";
import type { Joiner, Joining, Readiness } from "./joiners.ts";
import { writeVoice } from "./voice.ts";

/**
 * `npm run bench -- calls [joins] [parley] [warm]`: from the click until the first sound and picture of somebody else is
 * decoded, into a call whose key is young (under 10 s) and old (over 30 s), with everything ready and from a page that was
 * just opened: two of us, two Element Calls and two bare clients, one after the other in each round of one run, each with
 * the machine to itself: pages are open for their own joins alone. With `parley` ours alone; with `warm` none from a page
 * that was just opened.
 */
const quick = process.argv.includes("--quick");
const alone = process.argv.includes("parley");
const warmOnly = process.argv.includes("warm");
const joins = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? (quick ? 3 : 20));
const oldMs = 31_000;
/** From leaving until one comes again: what one's leaving changes is done, and the key of the other one still young. */
const betweenMs = 3000;
const [bothWarm, warmCold, coldWarm] = [
  ["warm", "warm"],
  ["warm", "cold"],
  ["cold", "warm"],
] as const;

const folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
const voice = join(folder, "voice.wav");
writeVoice(voice);
const parley = await startParley();
const foreign = await startForeign();
const floor = await startForeign(join(import.meta.dirname, "page"));
const browser = await launch();
try {
  await measure();
} finally {
  await browser.close();
  await foreign.close();
  await floor.close();
  await parley.dispose();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function launch(): Promise<Browser> {
  const args = [
    "--disable-gpu",
    "--allow-loopback-in-peer-connection",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
    `--use-file-for-fake-audio-capture=${voice}`,
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  return await chromium.launch(
    withFakeDevices({ executablePath: process.env.PARLEY_CHROMIUM || "/usr/bin/chromium", args }),
  );
}

async function measure(): Promise<void> {
  const clients = await createClients({ browser, parley, pages: { host: foreign.url, bare: floor.url }, alone });
  const times = new Map<string, Joining[]>();
  const rounds = warmOnly ? joins : joins * 2;
  for (let n = 0; n <= rounds; n += 1) {
    const [first, second] = warmOnly ? bothWarm : n % 2 === 0 ? warmCold : coldWarm;
    for (const client of clients) {
      const opened = await client.open();
      // The first round warms everything up.
      const turns: readonly Turn[] =
        n === 0
          ? [{ readiness: "warm", age: "young" }]
          : [
              { readiness: first, age: "old" },
              { readiness: second, age: "young" },
            ];
      for (const [name, took] of await takeTurns(client, opened.joiner, turns)) {
        if (n > 0) times.set(name, [...(times.get(name) ?? []), took]);
      }
      await opened.close();
    }
  }
  console.log(`\n${table(figuresOf(clients, times))}`);
  console.log(`\n${legTable(times)}`);
}

interface Turn {
  readonly readiness: Readiness;
  readonly age: "young" | "old";
}

/** Joins and leaves: the one who is there since now makes a new key whenever the joiner has left. */
async function takeTurns(client: Client, joiner: Joiner, turns: readonly Turn[]) {
  const all: (readonly [string, Joining])[] = [];
  let newKeyAt = performance.now();
  for (const { readiness, age } of turns) {
    const wait = age === "old" && client.renewsKeys ? oldMs : betweenMs;
    await sleep(wait - (performance.now() - newKeyAt));
    const took = await joiner.join(readiness);
    const name = `${client.name}, ${readiness}, ${age} key`;
    all.push([name, took]);
    console.log(`${name}: sound ${took.sound.toFixed(0)}, picture ${took.picture.toFixed(0)} ms ${legsOf(took)}`);
    await sleep(500);
    await joiner.leave();
    newKeyAt = performance.now();
  }
  return all;
}

function figuresOf(clients: readonly Client[], times: ReadonlyMap<string, readonly Joining[]>): Figure[] {
  const figures: Figure[] = [];
  const [own, ...others] = clients;
  for (const age of ["young", "old"]) {
    for (const readiness of warmOnly ? ["warm"] : ["warm", "cold"]) {
      for (const kind of ["sound", "picture"] as const) {
        const values = (name = "") => (times.get(`${name}, ${readiness}, ${age} key`) ?? []).map((took) => took[kind]);
        const name = `click → first ${kind}, ${age} key, ${readiness}`;
        if (others.length === 0) figures.push({ name, unit: "ms", values: values(own?.name) });
        for (const other of others) {
          const floor = { name: other.name, values: values(other.name) };
          figures.push({ name, unit: "ms", values: values(own?.name), floor });
        }
      }
    }
  }
  return figures;
}

/** How far each step was, in the median. */
function legTable(times: ReadonlyMap<string, readonly Joining[]>): string {
  const lines = [...times].flatMap(([name, took]) => {
    const legs = [...new Set(took.flatMap((one) => Object.keys(one.legs)))]
      .map((leg) => [leg, median(took.flatMap((one) => one.legs[leg] ?? []))] as const)
      .sort((a, b) => a[1] - b[1]);
    return legs.length === 0 ? [] : [`${name}: ${legs.map(([leg, ms]) => `${leg} ${ms.toFixed(0)}`).join(", ")}`];
  });
  return ["Steps, ms after the click, median:", ...lines].join("\n");
}

function legsOf({ legs }: Joining): string {
  return Object.entries(legs)
    .map(([leg, ms]) => `${leg} ${ms.toFixed(0)}`)
    .join(", ");
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
