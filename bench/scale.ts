import { composer, takeOwnership } from "@parley/testkit/people";
import { type Seeded, startParley, startRealStack } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";
import { launch, measureWarmList } from "./chat.ts";
import type { Figure } from "./figures.ts";

/** How large the account is. */
export interface Scale {
  readonly rooms: number;
  readonly members: number;
  readonly messages: number;
}

const password = "correct horse battery";
/** Synapse alone needs a minute for the first sync of 5,000 rooms. */
const firstSyncMs = 300_000;

/** A large account in one browser: start, change of room, scrolling back, memory. The floor is the homeserver's part. */
export async function measureScale(scale: Scale): Promise<readonly Figure[]> {
  const name = (what: string) => `${what}, ${scale.rooms} rooms`;
  const stack = await startRealStack();
  const owner = await stack.register("rosa", { password });
  const seeded = await stack.seed({ ...scale, owner: owner.userId, channels: Math.min(200, scale.rooms) });
  const floor = await firstSync(stack.baseUrl, owner.accessToken);
  const parley = await startParley({ flags: ["--homeserver", stack.baseUrl, "--domain", stack.serverName] });
  const browser = await launch();
  try {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
    ).newPage();
    page.setDefaultTimeout(firstSyncMs);
    const begun = performance.now();
    await takeOwnership(page, parley.setupLink() ?? "", { name: "rosa", password, server: "Bench" });
    const signedIn = performance.now() - begun;
    // The SDK's cache and our snapshot are written soon after.
    await page.waitForTimeout(20_000);
    await page.goto(`${parley.baseUrl}/s/${encodeURIComponent(seeded.space)}`);
    await composer(page).waitFor();
    const warm = await measureWarmList(page, 5);
    const switches = await measureSwitches(page, parley.baseUrl, seeded);
    const scroll = await measureScroll(page, parley.baseUrl, seeded);
    return [
      {
        name: name("sign-in to the first message field"),
        unit: "ms",
        values: [signedIn],
        floor: { name: "Synapse's first sync alone", values: [floor] },
      },
      { name: name("room list after a warm start"), unit: "ms", values: warm },
      { name: name("change to a room seen before"), unit: "ms", values: switches, limit: 50, of: "p95" },
      {
        name: `longest task while ${scroll.messages} messages were scrolled`,
        unit: "ms",
        values: scroll.tasks,
        limit: 50,
      },
      { name: name("heap after that"), unit: "MiB", values: [scroll.heap] },
    ];
  } finally {
    await browser.close();
    await parley.dispose();
    await stack.stop();
  }
}

async function firstSync(baseUrl: string, token: string): Promise<number> {
  const filter = JSON.stringify({ room: { timeline: { limit: 20 }, state: { lazy_load_members: true } } });
  const begun = performance.now();
  const answer = await fetch(`${baseUrl}/_matrix/client/v3/sync?timeout=0&filter=${encodeURIComponent(filter)}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(firstSyncMs),
  });
  await answer.arrayBuffer();
  return performance.now() - begun;
}

/** Milliseconds from the click on a room to the frame that shows its messages; each has been open before. */
async function measureSwitches(page: Page, baseUrl: string, { space, rooms }: Seeded): Promise<readonly number[]> {
  await page.goto(`${baseUrl}/s/${encodeURIComponent(space)}`);
  await composer(page).waitFor();
  const links = page.locator("a[data-room]");
  const names = (
    await links.evaluateAll((all) => all.slice(0, 10).map((link) => link.getAttribute("data-room")))
  ).filter((id) => id !== null && rooms.includes(id));
  const times: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const id of names) {
      const took = await page.evaluate(switchTo, id ?? "");
      // The first time fills the caches.
      if (round > 0) times.push(took);
    }
  }
  return times;
}

/** Runs in the page. */
function switchTo(id: string): Promise<number> {
  const link = document.querySelector<HTMLElement>(`a[data-room="${CSS.escape(id)}"]`);
  if (link === null) throw new Error(`the list does not show ${id}`);
  const wanted = link.textContent ?? "";
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const look = () => {
      const here = document.querySelector("main h1")?.textContent ?? "";
      const there = document.querySelector("[role=log] article") !== null;
      if (here !== "" && wanted.includes(here) && there) resolve(performance.now() - begun);
      else if (performance.now() - begun > 10_000) reject(new Error(`${wanted} was not shown within 10 s`));
      else requestAnimationFrame(look);
    };
    link.click();
    requestAnimationFrame(look);
  });
}

interface Scrolled {
  readonly messages: number;
  /** Of each step, milliseconds of the longest task; 0: none over 50. */
  readonly tasks: readonly number[];
  readonly heap: number;
}

/** Scrolls back through the large room, page by page, for a minute at most. */
async function measureScroll(page: Page, baseUrl: string, { space, large }: Seeded): Promise<Scrolled> {
  if (large === null) throw new Error("there is no large room");
  await page.goto(`${baseUrl}/s/${encodeURIComponent(space)}/${encodeURIComponent(large)}`);
  await page.locator("[role=log] article").first().waitFor();
  await page.waitForTimeout(3000);
  const { tasks, messages } = await page.evaluate(scrollBack, 60_000);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.enable").then(() => session.send("Performance.getMetrics"));
  const heap = (metrics.find((metric) => metric.name === "JSHeapUsedSize")?.value ?? Number.NaN) / 2 ** 20;
  return { messages, tasks, heap };
}

/** Runs in the page. */
async function scrollBack(forMs: number): Promise<{ tasks: number[]; messages: number }> {
  const log = document.querySelector("[role=log]");
  const scroller = [log, ...(log?.querySelectorAll("*") ?? [])]
    .concat(log?.parentElement ?? null)
    .find((element) => element !== null && element.scrollHeight > element.clientHeight + 100);
  if (!scroller) throw new Error("nothing scrolls");
  const tasks: number[] = [];
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: "longtask" });
  const seen = new Set<string>();
  const begun = performance.now();
  while (performance.now() - begun < forMs && seen.size < 20_000) {
    scroller.scrollBy({ top: -scroller.clientHeight });
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const article of document.querySelectorAll("[role=log] article")) {
      const number = /\((\d+)\)/.exec(article.textContent ?? "")?.[1];
      if (number !== undefined) seen.add(number);
    }
    tasks.push(longest);
    longest = 0;
  }
  return { tasks, messages: seen.size };
}
