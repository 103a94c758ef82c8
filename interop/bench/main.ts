import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invite, setUp, signUp } from "@parley/testkit/people";
import { startParley } from "@parley/testkit/stack";
import { type Browser, chromium } from "@playwright/test";
import { type Figure, median, table } from "../../bench/figures.ts";
import { withFakeDevices } from "../../e2e/support/call.ts";
import { startForeign } from "../foreign.ts";
import { createApi } from "./api.ts";
import {
  bareJoiner,
  elementJoiner,
  enter,
  type Joiner,
  type Joining,
  openHost,
  openPage,
  parleyJoiner,
  type Readiness,
} from "./joiners.ts";
import { writeVoice } from "./voice.ts";

/**
 * `npm run bench -- calls [joins] [parley] [warm]`: from the click until the first sound and picture of somebody else is
 * decoded, into a call whose key is young (under 10 s) and old (over 30 s), with everything ready and from a page that was
 * just opened: two of us, two Element Calls and two bare clients, one after the other in one run. With `parley` ours alone;
 * with `warm` none from a page that was just opened.
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
const rosa = { name: "rosa", password: "correct horse battery", server: "Bench" };
const tomas = { name: "tomas", password: "staple battery horse" };

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
  const joiners = await prepareJoiners();
  const leftAt = new Map<string, number>();
  const times = new Map<string, Joining[]>();
  const turn = async (joiner: Joiner, readiness: Readiness, age: "young" | "old", counts: boolean) => {
    const since = performance.now() - (leftAt.get(joiner.name) ?? -oldMs);
    await sleep((age === "old" ? oldMs : betweenMs) - since);
    const took = await joiner.join(readiness);
    const name = `${joiner.name}, ${readiness}, ${age} key`;
    if (counts) times.set(name, [...(times.get(name) ?? []), took]);
    console.log(`${name}: sound ${took.sound.toFixed(0)}, picture ${took.picture.toFixed(0)} ms ${legsOf(took)}`);
    await sleep(500);
    await joiner.leave();
    leftAt.set(joiner.name, performance.now());
  };
  // Who leaves makes the other one's key new: it grows old while the others have their turns.
  const rounds = warmOnly ? joins : joins * 2;
  for (let n = 0; n <= rounds; n += 1) {
    const [first, second] = warmOnly ? bothWarm : n % 2 === 0 ? warmCold : coldWarm;
    for (const joiner of joiners) {
      // The first round warms everything up.
      await turn(joiner, first, "old", n > 0);
      await turn(joiner, second, "young", n > 0);
    }
  }
  console.log(`\n${table(figuresOf(joiners, times))}`);
  console.log(`\n${legTable(times)}`);
}

function figuresOf(joiners: readonly Joiner[], times: ReadonlyMap<string, readonly Joining[]>): Figure[] {
  const figures: Figure[] = [];
  const [own, ...others] = joiners;
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

async function prepareJoiners(): Promise<Joiner[]> {
  const one = await openPage(browser);
  await setUp(one, parley.setupLink() ?? "", rosa);
  const other = await openPage(browser);
  await signUp(other, await invite(one, rosa.server), tomas);
  await one.getByRole("button", { name: "Start video call" }).click();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  // Whoever has opened their microphone comes with it open the next time.
  const own = parleyJoiner(other);
  await other.getByRole("button", { name: "Join with video" }).click();
  await other.getByRole("button", { name: "Unmute microphone" }).click();
  await other.getByRole("button", { name: "Mute microphone", exact: true }).waitFor();
  await own.leave();
  if (alone) return [own];

  const api = await createApi(parley.baseUrl, [rosa, tomas]);
  const [elementRoom, bareRoom] = [await api.makeRoom(true), await api.makeRoom(false)];
  const standing = await openHost(browser, foreign.url, parley.baseUrl, rosa);
  const host = await openHost(browser, foreign.url, parley.baseUrl, tomas);
  await enter(standing, elementRoom, "start_call", false);
  const bares = [await openPage(browser), await openPage(browser)] as const;
  for (const page of bares) await page.goto(floor.url);
  const pass = await api.token(rosa, bareRoom);
  await bares[0].evaluate(([url, token]) => window.bare.join(url, token, true), pass);
  const bare = bareJoiner(bares[1], floor.url, () => api.token(tomas, bareRoom));
  return [own, elementJoiner(host, elementRoom), bare];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
