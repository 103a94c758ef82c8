import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { invite, setUp, signUp } from "@parley/testkit/people";
import { type RunningParley, startParley } from "@parley/testkit/stack";
import { type Browser, chromium, type Page } from "@playwright/test";
import { seen, tile, withFakeDevices } from "../../e2e/support/call.ts";
import { type Account, createAccounts } from "./accounts.ts";
import { keepConnections, seenAndFetched, trafficOf } from "./media.ts";
import { cpuWhile } from "./processes.ts";

/**
 * `npm run bench -- limits [tokens] [four] [sixteen]`: how many tokens a second, what four people in four browsers cost,
 * and whether of sixteen pictures only those on the screen are fetched. Exit code 1 when one promise is not kept.
 */
const words = process.argv.slice(2);
const wanted = (part: string) =>
  !["tokens", "four", "sixteen"].some((word) => words.includes(word)) || words.includes(part);
const measuredMs = 10_000;
const password = "correct horse battery";
const rosa = { name: "rosa", password, server: "Bench" };
const broken: string[] = [];

const parley = await startParley({ flags: ["--media-address", "10.99.0.1", "--trusted-proxy", "127.0.0.1"] });
const browsers: Browser[] = [];
try {
  const one = await openBrowser();
  await setUp(one.page, parley.setupLink() ?? "", rosa);
  await sfuReady();
  const accounts = createAccounts(parley);
  const parts = {
    tokens: () => tokens(accounts),
    four: () => fourPeople(one),
    sixteen: () => sixteenPictures(one, accounts),
  };
  for (const [name, part] of Object.entries(parts)) {
    if (wanted(name)) await part().catch((thrown: unknown) => broken.push(`${name}: ${String(thrown)}`));
  }
} finally {
  for (const browser of browsers) await browser.close();
  await parley.dispose();
}
for (const promise of broken) console.error(`not kept: ${promise}`);
process.exit(broken.length === 0 ? 0 : 1);

interface PartTimes {
  readonly person: number;
  readonly member: number;
  readonly room: number;
}
type Accounts = ReturnType<typeof createAccounts>;
interface Opened {
  readonly page: Page;
  readonly pid: number;
}

/** A browser of its own, so that what it takes can be told from the others. */
async function openBrowser(): Promise<Opened> {
  const args = ["--disable-gpu", "--disable-background-networking", "--allow-loopback-in-peer-connection"];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const executablePath = process.env.PARLEY_CHROMIUM || "/usr/bin/chromium";
  const server = await chromium.launchServer(withFakeDevices({ executablePath, args: [...args, ...root] }));
  const browser = await chromium.connect(server.wsEndpoint());
  browsers.push(browser);
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    permissions: ["camera", "microphone"],
  });
  await context.addInitScript(keepConnections);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, pid: server.process().pid ?? 0 };
}

async function sfuReady(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { parts } = await (await fetch(`${parley.baseUrl}/readyz`)).json();
    if (parts.some((part: { name: string; state: string }) => part.name === "sfu" && part.state === "ready")) return;
    await sleep(100);
  }
  throw new Error("LiveKit is not ready after 30 s");
}

/** Tokens for twenty people of one room, eight at a time. */
async function tokens(accounts: Accounts): Promise<void> {
  const people: Account[] = [];
  for (let n = 0; n < 20; n += 1) people.push(await accounts.make(`token${n}`));
  const [owner, ...others] = people;
  if (owner === undefined) return;
  const roomId = await accounts.room(owner, others, "Tokens");
  const proofs = await Promise.all(people.map((who) => accounts.openId(who)));
  const ask = (n: number) => {
    const at = n % people.length;
    return accounts.pass(people[at] ?? owner, roomId, proofs[at] ?? {}, `10.0.0.${at + 1}`);
  };
  for (let n = 0; n < people.length; n += 1) await ask(n);
  const asked = 600;
  const busy: PartTimes[] = [];
  let next = 0;
  let seconds = 0;
  const used = await cpuWhile({ ...pidsOf(parley) }, async () => {
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (next < asked) busy.push((await ask(next++)).ms);
      }),
    );
    seconds = (performance.now() - begun) / 1000;
  });
  // Alone: how long the looking at memberships takes when nothing waits.
  const alone: PartTimes[] = [];
  for (let n = 0; n < 100; n += 1) alone.push((await ask(n)).ms);
  const times = (all: readonly PartTimes[]) =>
    (["person", "member", "room"] as const)
      .map((part) => [part, all.map((one) => one[part])] as const)
      .map(([part, ms]) => `${part} ${at(ms, 0.5)} / ${at(ms, 0.95)}`)
      .join(", ");
  const worst = at(
    alone.map(({ member }) => member),
    0.95,
  );
  console.log(`tokens: ${(asked / seconds).toFixed(0)} a second, eight at a time; CPU ${shown(used)}`);
  console.log(`parts of one token, ms, median / p95: one at a time ${times(alone)}; eight at a time ${times(busy)}`);
  if (worst > 5) broken.push(`the membership part takes ${worst} ms (p95), more than 5`);
}

/** Four people with camera and microphone in the first voice channel. */
async function fourPeople(one: Opened): Promise<void> {
  const names = ["rosa", "tomas", "mira", "jun"];
  const all = [one];
  for (const name of names.slice(1)) {
    const next = await openBrowser();
    await signUp(next.page, await invite(one.page, rosa.server), { name, password });
    all.push(next);
  }
  for (const { page } of all) {
    await page.getByRole("link", { name: "Voice channel lobby" }).click();
    await page.getByRole("button", { name: "Unmute microphone" }).click();
    await page.getByRole("button", { name: "Turn camera on" }).click();
  }
  for (const [at, { page }] of all.entries()) {
    for (const name of names.filter((_, other) => other !== at)) await seen(page, name);
  }
  await sleep(3000);
  const before = await Promise.all(all.map(({ page }) => trafficOf(page)));
  const pids = { ...pidsOf(parley), ...Object.fromEntries(all.map(({ pid }, at) => [names[at] ?? "", pid])) };
  const used = await cpuWhile(pids, () => sleep(measuredMs));
  const after = await Promise.all(all.map(({ page }) => trafficOf(page)));
  console.log(`four people, camera and microphone, ${measuredMs / 1000} s; CPU ${shown(used)}`);
  const rates = after.map(({ sent, received }, at) => {
    const kbit = (bytes: number) => Math.round((bytes * 8) / measuredMs);
    return `${names[at]} ${kbit(sent - (before[at]?.sent ?? 0))} / ${kbit(received - (before[at]?.received ?? 0))}`;
  });
  console.log(`kbit/s sent / received: ${rates.join(", ")}`);
  for (const { page } of all) await page.getByRole("button", { name: "Leave call" }).click();
  for (const other of browsers.splice(1)) await other.close();
}

/** Sixteen who publish without a browser, one who looks. */
async function sixteenPictures(one: Opened, accounts: Accounts): Promise<void> {
  const people: Account[] = [];
  for (let n = 0; n < 16; n += 1) people.push(await accounts.make(`guest${n}`));
  const owner = await accounts.signIn(rosa.name, password);
  const roomId = await accounts.room(owner, people, "Sixteen");
  const passes = [];
  for (const [at, who] of people.entries()) {
    passes.push(await accounts.pass(who, roomId, await accounts.openId(who), `10.0.1.${at + 1}`));
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, "publishers.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const ready = once(child.stdout, "data");
    child.stdin.write(`${JSON.stringify({ url: passes[0]?.url, tokens: passes.map(({ jwt }) => jwt) })}\n`);
    const gone = once(child, "exit").then(() => Promise.reject(new Error("the publishers ended")));
    await Promise.race([ready, gone]);
    for (const who of people) await accounts.takePlace(who, roomId);
    const { page } = one;
    await page.goto(`${parley.baseUrl}/home/${encodeURIComponent(roomId)}`);
    const begun = performance.now();
    await page
      .getByRole("button", { name: /^Join (call|with)/ })
      .first()
      .click();
    await seen(page, "guest0");
    console.log(`sixteen pictures: the first moves ${Math.round(performance.now() - begun)} ms after the click`);
    for (const [width, height] of [
      [1280, 800],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      await sleep(5000);
      let shownNow = { seen: 0, fetched: 0 };
      const before = await trafficOf(page);
      const used = await cpuWhile({ ...pidsOf(parley), browser: one.pid, publishers: child.pid ?? 0 }, async () => {
        shownNow = await seenAndFetched(page, measuredMs);
      });
      const { received } = await trafficOf(page);
      const kbit = Math.round(((received - before.received) * 8) / measuredMs);
      const tiles = await tile(page, "guest").count();
      console.log(
        `${width}×${height}: ${tiles} tiles, ${shownNow.seen} pictures on the screen, ${shownNow.fetched} fetched, ${kbit} kbit/s; CPU ${shown(used)}`,
      );
      if (shownNow.seen === 0 || shownNow.fetched !== shownNow.seen) {
        broken.push(`at ${width}×${height} ${shownNow.fetched} pictures are fetched and ${shownNow.seen} are seen`);
      }
    }
    await page.screenshot({ path: join(process.env.TMPDIR ?? "/tmp", "parley-limits.png") });
  } finally {
    child.stdin.end();
    child.kill("SIGKILL");
  }
}

function pidsOf({ pid, children }: RunningParley): Record<string, number> {
  const { sfu, homeserver } = children();
  return { Parley: pid, LiveKit: sfu ?? 0, Synapse: homeserver ?? 0 };
}

/** In % of one core. Parley is the parent of the others. */
function shown(used: Readonly<Record<string, number>>): string {
  const own = (used.Parley ?? 0) - (used.LiveKit ?? 0) - (used.Synapse ?? 0);
  return Object.entries({ ...used, Parley: Math.max(0, own) })
    .map(([name, percent]) => `${name} ${percent.toFixed(0)} %`)
    .join(", ");
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
