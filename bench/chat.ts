import { composer, invite, setUp, signUp } from "@parley/testkit/people";
import type { RunningParley } from "@parley/testkit/stack";
import { type Browser, chromium, type Page } from "@playwright/test";

const password = "correct horse battery";

/** Two people in two browsers, in `#general` of one server. */
export interface Pair {
  readonly writer: Page;
  readonly reader: Page;
  close(): Promise<void>;
}

/** A browser without a screen, as the tests have it. */
export function launch(): Promise<Browser> {
  const args = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM || "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox", ...args] : args,
  });
}

/** Sets a new server up and brings two people into it. */
export async function openPair(parley: RunningParley): Promise<Pair> {
  const browser = await launch();
  const writer = await openPage(browser);
  await setUp(writer, parley.setupLink() ?? "", { name: "rosa", password, server: "Bench" });
  const reader = await openPage(browser);
  await signUp(reader, await invite(writer, "Bench"), { name: "tomas", password });
  return { writer, reader, close: () => browser.close() };
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  return await context.newPage();
}

/**
 * Milliseconds from the Enter key in one browser to the frame in which the other has painted the message. Both pages
 * read the same machine's clock.
 */
export async function measureSending({ writer, reader }: Pair, messages: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < messages; n += 1) {
    const text = `bench ${n} ${crypto.randomUUID()}`;
    const painted = reader.evaluate(paintedAt, text);
    await composer(writer).fill(text);
    const pressed = await writer.evaluate(() => performance.timeOrigin + performance.now());
    await composer(writer).press("Enter");
    times.push((await painted) - pressed);
  }
  return times;
}

/** Runs in the page: the time of the frame after the text has come into the log. */
function paintedAt(text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("not painted within 30 s")), 30_000);
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    function look(): void {
      const log = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility());
      if (log?.textContent?.includes(text) !== true) return;
      observer.disconnect();
      clearTimeout(timer);
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
    }
    look();
  });
}

/** Milliseconds from the start of navigation to the first room in the list, with everything cached. */
export async function measureWarmList(page: Page, times: number): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let n = 0; n < times; n += 1) {
    await page.addInitScript(markFirstRoom);
    await page.reload();
    await page.waitForFunction(() => Reflect.get(window, "firstRoomAt") !== undefined, undefined, { timeout: 30_000 });
    measured.push(Number(await page.evaluate(() => Reflect.get(window, "firstRoomAt"))));
    await composer(page).waitFor();
  }
  return measured;
}

/** Runs in the page before anything else. */
function markFirstRoom(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector("a[data-room]") === null) return;
    observer.disconnect();
    requestAnimationFrame(() => Reflect.set(window, "firstRoomAt", performance.now()));
  });
  observer.observe(document, { subtree: true, childList: true });
}

/** Creates channels until the server has this many rooms. */
export async function createChannels(page: Page, server: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await page.getByRole("button", { name: `${server}, server menu` }).click();
    await page.getByRole("menuitem", { name: "Create channel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the channel").fill(`room ${n}`);
    await dialog.getByRole("button", { name: "Create channel" }).click();
    await dialog.waitFor({ state: "hidden", timeout: 30_000 });
  }
}
