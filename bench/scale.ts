import { composer, takeOwnership } from "@parley/testkit/people";
import { type Seeded, startParley, startRealStack } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";
import { launch, measureWarmList } from "./chat.ts";
import type { Figure } from "./figures.ts";
import { measureScroll, scrollFigures } from "./scroll.ts";

/** How large the account is. */
export interface Scale {
  readonly rooms: number;
  readonly members: number;
  readonly messages: number;
}

const password = "correct horse battery";
/** Synapse alone needs a minute for the first sync of 5,000 rooms. */
const firstSyncMs = 300_000;

/**
 * A large account in one browser: start, change of room, scrolling back, memory. The floor is the homeserver's part. No
 * other client stands beside it: what npm has under Cinny's name is neither a build nor can it be built (no `src`).
 */
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
    await takeOwnership(page, parley.setupLink() ?? "", { name: "rosa", password, server: "Bench" }, firstSyncMs);
    const signedIn = performance.now() - begun;
    // The SDK's cache and our snapshot are written soon after.
    await page.waitForTimeout(20_000);
    await page.goto(`${parley.baseUrl}/s/${encodeURIComponent(seeded.space)}`);
    await composer(page).waitFor();
    const warm = await measureWarmList(page, 5);
    const switches = await measureSwitches(page, parley.baseUrl, seeded);
    const scroll = await measureScroll(page, parley.baseUrl, seeded, scale.messages);
    return [
      {
        name: name("sign-in to the first message field"),
        unit: "ms",
        values: [signedIn],
        floor: { name: "Synapse's first sync alone", values: [floor] },
      },
      { name: name("room list after a warm start"), unit: "ms", values: warm },
      { name: name("change to a room seen before, painted"), unit: "ms", values: switches, limit: 50, of: "p95" },
      ...scrollFigures(scroll),
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

/** Milliseconds from the click on a room until its messages are painted; each has been open before. */
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
      // The frame that shows them has been painted when what it leaves behind runs.
      if (here !== "" && wanted.includes(here) && there) setTimeout(() => resolve(performance.now() - begun));
      else if (performance.now() - begun > 10_000) reject(new Error(`${wanted} was not shown within 10 s`));
      else requestAnimationFrame(look);
    };
    link.click();
    requestAnimationFrame(look);
  });
}
