import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "@playwright/test";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The stage (apps/web/dev) in a real Chromium: 2,000 messages, pages of 50, a quarter of a second for each.

const stage = fileURLToPath(new URL("../../../../../dev/vite.config.ts", import.meta.url));
let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  server = await createServer({ configFile: stage, logLevel: "error", server: { port: 0, hmr: false } });
  await server.listen();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.goto(
    `http://localhost:${server.config.server.port || new URL(server.resolvedUrls?.local[0] ?? "").port}/s/!atelier/!general`,
  );
  await page.waitForSelector("[role=log] article", { timeout: 60_000 });
  await page.waitForFunction(() => {
    const scroller = document.querySelector("[role=log]")?.parentElement;
    return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2 : false;
  });
  return page;
}

/** Scrolls to `from`, then measures a row in each frame while older messages come in. */
const watchPrepend = (page: Page, from: number) =>
  page.evaluate(async (top) => {
    const scroller = document.querySelector("[role=log]")?.parentElement;
    if (!scroller) throw new Error("no timeline");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    scroller.scrollTop = top;
    await frame();
    await frame();
    const edge = scroller.getBoundingClientRect().top;
    const row = [...scroller.querySelectorAll<HTMLElement>("article")].find(
      (article) => article.getBoundingClientRect().top > edge + 100,
    );
    const key = row?.dataset.message ?? "";
    const topOf = () => document.querySelector(`[data-message="${CSS.escape(key)}"]`)?.getBoundingClientRect().top;
    // After a leap the rows that came into view are measured first: wait until they stand.
    let before = Number.NaN;
    for (let same = 0; same < 4; ) {
      const now = topOf() ?? Number.NaN;
      same = now === before ? same + 1 : 0;
      before = now;
      await frame();
    }
    const height = scroller.scrollHeight;
    let worst = 0;
    let settled = 0;
    const deadline = performance.now() + 10_000;
    while (settled < 20 && performance.now() < deadline) {
      await frame();
      worst = Math.max(worst, Math.abs((topOf() ?? Number.POSITIVE_INFINITY) - before));
      if (scroller.scrollHeight > height + 500) settled += 1;
    }
    return { worst, grown: scroller.scrollHeight - height };
  }, from);

describe("reading while older messages come in", () => {
  it.each([1280, 360])("moves nothing at %i px: from the very top, and from within a page of it", async (width) => {
    const page = await open(width);
    for (const from of [0, 300, 600]) {
      const { worst, grown } = await watchPrepend(page, from);
      expect(grown, `older messages came in, from ${from}`).toBeGreaterThan(500);
      expect(worst, `moved, from ${from}`).toBeLessThan(1);
    }
    await page.close();
  });

  it("follows the newest message at the end, and only there", async () => {
    const page = await open(1280);
    const say = (text: string) =>
      page.evaluate((words) => {
        const { stage: session } = window as unknown as {
          stage: { rooms: { room(id: string): { receive(parts: { text: string }): void } } };
        };
        session.rooms.room("!general").receive({ text: words });
      }, text);
    await say("seen at once");
    await page.getByText("seen at once").waitFor({ state: "visible" });
    await page.evaluate(() => document.querySelector("[role=log]")?.parentElement?.scrollBy(0, -1_500));
    const jump = page.getByRole("button", { name: "Jump to latest" });
    await jump.waitFor();
    await say("not seen yet");
    await page.getByRole("button", { name: "1 new message" }).click();
    await page.getByText("not seen yet").waitFor({ state: "visible" });
    await expect.poll(() => jump.count()).toBe(0);
    await page.close();
  });
});
