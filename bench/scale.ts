import { readFileSync } from "node:fs";
import { composer, takeOwnership } from "@parley/testkit/people";
import { startParley, startRealStack } from "@parley/testkit/stack";
import { launch, measureWarmList } from "./chat.ts";
import { running, standAside } from "./elsewhere.ts";
import type { Figure } from "./figures.ts";
import { measureScroll, scrollFigures } from "./scroll.ts";
import { lively, measureSwitches, type SwitchBudget } from "./switch.ts";

/** How large the account is. */
export interface Scale {
  readonly rooms: number;
  readonly members: number;
  readonly messages: number;
}

const password = "correct horse battery";
const budget: { readonly changeOfRoom: SwitchBudget; readonly scrollTask: number } = JSON.parse(
  readFileSync(new URL("budgets.json", import.meta.url), "utf8"),
).speed;
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
  const seeded = await stack.seed({ ...scale, owner: owner.userId, channels: Math.min(200, scale.rooms), lively });
  const floor = await firstSync(stack.baseUrl, owner.accessToken);
  const parley = await startParley({ flags: ["--homeserver", stack.baseUrl, "--domain", stack.serverName] });
  const servers = running();
  const browser = await launch();
  standAside(servers);
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
    const switches = await measureSwitches(page, parley.baseUrl, seeded, budget.changeOfRoom);
    const scroll = await measureScroll(page, parley.baseUrl, seeded, scale.messages);
    return [
      {
        name: name("sign-in to the first message field"),
        unit: "ms",
        values: [signedIn],
        floor: { name: "Synapse's first sync alone", values: [floor] },
      },
      { name: name("room list after a warm start"), unit: "ms", values: warm },
      ...switches.map((figure) => ({ ...figure, name: name(figure.name) })),
      ...scrollFigures(scroll, budget.scrollTask),
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
