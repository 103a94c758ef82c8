import { type RunningParley, startParley } from "@parley/testkit/stack";
import {
  type Browser,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
  type TestInfo,
} from "@playwright/test";

interface Fixtures {
  /** A server of this test's own: new data folder, nobody in it. */
  readonly parley: RunningParley;
  /** A browser profile of its own with one page. Any breach of the page's security policy fails the test. */
  readonly newBrowser: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names that a fixture uses from this pattern.
  parley: async ({}, use) => {
    const parley = await startParley();
    await use(parley);
    await parley.dispose();
  },
  newBrowser: async ({ browser }, use, test) => {
    const guard = createGuard(browser);
    await use(guard.open);
    if (test.status !== test.expectedStatus) await guard.keep(test);
    await guard.close();
    expect(guard.breaches, "breaches of the content security policy, and faults that nobody caught").toEqual([]);
  },
});

export { expect };

function createGuard(browser: Browser) {
  const pages: Page[] = [];
  const breaches: string[] = [];
  return {
    breaches,
    async open(options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on("pageerror", (fault) => breaches.push(fault.stack ?? fault.message));
      page.on("console", (line) => {
        if (line.text().includes("Content Security Policy")) breaches.push(line.text());
      });
      pages.push(page);
      return page;
    },
    /** Attaches what each page shows, as `page`: the log of the run tells it. */
    async keep(test: TestInfo): Promise<void> {
      for (const [at, page] of pages.entries()) {
        const shown = await page
          .locator("body")
          .ariaSnapshot({ timeout: 2000 })
          .catch((fault: unknown) => String(fault));
        const body = `browser ${at + 1} at ${new URL(page.url()).pathname}\n${shown}`;
        await test.attach("page", { body, contentType: "text/plain" });
      }
    },
    async close(): Promise<void> {
      await Promise.all(pages.map((page) => page.context().close()));
    },
  };
}
