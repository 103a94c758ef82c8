import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Scene } from "../../apps/web/dev/scenes.ts";

/** One picture, or why there is none. */
export interface Shot {
  readonly scene: Scene;
  readonly file: string;
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly language: "en" | "es";
  /** What was wrong with the page: an exception, or a step that could not be done. */
  readonly fault: string | null;
}

const shapes = [
  { width: 1280, height: 800, phone: false },
  { width: 360, height: 740, phone: true },
] as const;
const themes = ["light", "dark"] as const;
const languages = [
  { language: "en", locale: "en-GB" },
  { language: "es", locale: "es-ES" },
] as const;
/** The stage's messages are told from this moment, so that two runs make the same pictures. */
const now = new Date("2026-05-14T14:30:00Z");
const stepMs = 5000;
/** Long enough for the stage's far end (250 ms), entering layers and fonts. */
const settleMs = 1000;
/** A scene may go on fetching for ever: that is one of its states. */
const partsMs = 8000;

/** Shoots each scene in each shape, theme and language. Two pages at a time. */
export async function shoot(
  browser: Browser,
  origin: string,
  scenes: readonly Scene[],
  folder: string,
): Promise<readonly Shot[]> {
  const series = shapes.flatMap((shape) => languages.map((words) => ({ ...shape, ...words })));
  const shots: Shot[] = [];
  const queue = [...series];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { width, height, phone, locale, language } = next;
      const context = await browser.newContext({
        viewport: { width, height },
        hasTouch: phone,
        isMobile: phone,
        locale,
        timezoneId: "Europe/Madrid",
        reducedMotion: "reduce",
      });
      const wanted = scenes.filter(({ only }) => only === undefined || (only === "phone") === phone);
      for (const scene of wanted) {
        shots.push(...(await shootScene(context, origin, scene, { width, language, folder })));
      }
      await context.close();
      console.log(`${width} px, ${language}: ${wanted.length} scenes`);
    }
  };
  await Promise.all([worker(), worker()]);
  return shots;
}

async function shootScene(
  context: BrowserContext,
  origin: string,
  scene: Scene,
  { width, language, folder }: { readonly width: number; readonly language: "en" | "es"; readonly folder: string },
): Promise<readonly Shot[]> {
  const page = await context.newPage();
  let fault: string | null = null;
  page.on("pageerror", (error) => {
    fault ??= error.message;
  });
  page.setDefaultTimeout(stepMs);
  const shots: Shot[] = [];
  try {
    await page.clock.setFixedTime(now);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${origin}${scene.path}`, { timeout: 20_000 });
    await settle(page, settleMs);
    await scene.act?.(screenOf(page));
    if (scene.act) await settle(page, settleMs / 2);
  } catch (error) {
    fault ??= error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  }
  for (const theme of themes) {
    const file = `${scene.name}-${width}-${theme}-${language}.png`;
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, file) });
    shots.push({ scene, file, width, theme, language, fault });
  }
  await page.close();
  return shots;
}

/** Until its parts are here (a busy machine takes longer), and then a moment more. */
async function settle(page: Page, momentMs: number): Promise<void> {
  await page.waitForLoadState("networkidle", { timeout: partsMs }).catch(() => {});
  await page.waitForTimeout(momentMs);
}

function screenOf(page: Page): Parameters<NonNullable<Scene["act"]>>[0] {
  return {
    click: (selector, options) => page.click(selector, options ?? {}),
    hover: (selector) => page.hover(selector),
    fill: (selector, text) => page.fill(selector, text),
    press: (selector, key) => page.press(selector, key),
  };
}
