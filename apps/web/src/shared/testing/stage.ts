import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "@playwright/test";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe } from "vitest";

const stage = fileURLToPath(new URL("../../../dev/vite.config.ts", import.meta.url));
// Set by `npm test` where no browser can be had.
const browserless = (process.env.PARLEY_NO_BROWSER ?? "") !== "";

/** `describe` for what is only known to a browser; skipped where none can be had, which `npm test` says aloud. */
export const inBrowser = browserless ? describe.skip : describe;

/** The stage (`apps/web/dev`) in a real Chromium while a test file runs. `open` shows a path of it in a new page. */
export function openStage(): { open(path: string, width: number): Promise<Page> } {
  let server: ViteDevServer;
  let browser: Browser;
  beforeAll(async () => {
    if (browserless) return;
    server = await createServer({ configFile: stage, logLevel: "error", server: { port: 0, hmr: false } });
    await server.listen();
    browser = await chromium.launch({
      executablePath: process.env.PARLEY_CHROMIUM || "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    async open(path, width) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      await page.goto(new URL(path, server.resolvedUrls?.local[0]).href);
      return page;
    },
  };
}
