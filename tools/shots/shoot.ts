import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Scene } from "../../apps/web/dev/scene.ts";
import { type Look, untilReady } from "./ready.ts";

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
const stepMs = 15_000;
/** Longer than a long press takes. */
const holdMs = 600;

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
    const settle = settling(page, { loading: scene.loading === true });
    await page.goto(`${origin}${scene.path}`, { timeout: 30_000 });
    fault ??= await settle();
    await scene.act?.(screenOf(page));
    if (scene.act) fault ??= await settle();
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

/** Waits until the page shows what it is for; answers what is wrong with it. */
function settling(page: Page, scene: { readonly loading: boolean }): () => Promise<string | null> {
  let requests = 0;
  page.on("request", () => {
    requests += 1;
  });
  const ended = () => {
    requests -= 1;
  };
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  const waits = {
    look: async () => ({ ...(await page.evaluate<Omit<Look, "requests">>(lookAt)), requests }),
    pause: (ms: number) => page.waitForTimeout(ms),
    now: () => performance.now(),
  };
  return () => untilReady(waits, scene);
}

/** Runs in the page. What loads says so by `data-busy` (parts, spinners, shapes of what comes). */
const lookAt = `(() => {
  window.shotChanges ??= (() => {
    const count = { changes: 0 };
    new MutationObserver((all) => { count.changes += all.length; })
      .observe(document, { childList: true, subtree: true, characterData: true });
    return count;
  })();
  const isSeen = (element) => {
    const { width, height, right, bottom, left, top } = element.getBoundingClientRect();
    const here = width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return here && element.checkVisibility();
  };
  const isBlank = (element) =>
    element.innerText.trim() === "" && element.querySelector("img, canvas, video, input, [data-busy]") === null;
  const busy = [...document.querySelectorAll("[data-busy]")].find(isSeen);
  const mains = [...document.querySelectorAll("main")].filter(isSeen);
  return {
    empty: isBlank(document.body) || mains.some(isBlank),
    loading: busy === undefined ? null : busy.innerText.trim() || "a part without words",
    changes: window.shotChanges.changes,
  };
})()`;

function screenOf(page: Page): Parameters<NonNullable<Scene["act"]>>[0] {
  return {
    click: (selector, options) => page.click(selector, options ?? {}),
    hover: (selector) => page.hover(selector),
    hold: async (selector) => {
      const touch = { pointerType: "touch", pointerId: 1, isPrimary: true };
      await page.dispatchEvent(selector, "pointerdown", touch);
      await page.waitForTimeout(holdMs);
      await page.dispatchEvent(selector, "pointerup", touch);
    },
    fill: (selector, text) => page.fill(selector, text),
    press: (selector, key) => page.press(selector, key),
  };
}
