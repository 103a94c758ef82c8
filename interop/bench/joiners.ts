import type { Page } from "@playwright/test";
import { modes } from "../foreign.ts";
import type { Host } from "../host/host.ts";
import { type FirstMedia, firstMedia } from "./first-media.ts";
import type { Bare } from "./page/bare.ts";

declare global {
  interface Window {
    host: Host;
    bare: Bare;
  }
}

/** Whether what joining takes could be got ready before the click, or the page was opened just now. */
export type Readiness = "warm" | "cold";

/** What one joining took. */
export interface Joining extends FirstMedia {
  /** The steps on the way, where they are told: milliseconds from the click until each was done. */
  readonly legs: Readonly<Record<string, number>>;
}

/** Somebody who goes into a call where another one is already, and out again. */
export interface Joiner {
  join(readiness: Readiness): Promise<Joining>;
  leave(): Promise<void>;
}

/** How long one sees a button before one presses it, and has the pointer on it. */
const seenMs = 1000;
const hoverMs = 300;

/** With Parley. `page`: signed in, in a room in whose call somebody is. Warm: the pointer was on the button before. */
export function parleyJoiner(page: Page): Joiner {
  const button = page.getByRole("button", { name: "Join with video" });
  return {
    async join(readiness) {
      if (readiness === "cold") await page.reload();
      await button.waitFor();
      if (readiness === "warm") {
        await sleep(seenMs - hoverMs);
        await button.hover();
        await sleep(hoverMs);
      }
      let clicked = 0;
      const first = await firstMedia(page, async () => {
        await page.evaluate(noteClick);
        await button.click();
        clicked = Number(await page.evaluate(() => Reflect.get(window, "clickedAt")));
        return clicked;
      });
      return { ...first, legs: await page.evaluate(readLegs, clicked) };
    },
    async leave() {
      await page.getByRole("button", { name: "Leave call" }).click();
      await button.waitFor();
      // The pointer lies where the button comes back.
      await page.mouse.move(5, 5);
    },
  };
}

/** With Element Call. Warm: it waits in its lobby, and is let in there. Cold: it is opened past the lobby. */
export function elementJoiner(host: Page, roomId: string): Joiner {
  return {
    async join(readiness) {
      if (readiness === "cold") {
        let entering = Promise.resolve();
        const first = await firstMedia(host, async () => {
          const begun = await host.evaluate(() => performance.timeOrigin + performance.now());
          entering = enter(host, roomId, "join_existing", false);
          return begun;
        });
        await entering;
        return { ...first, legs: {} };
      }
      const joined = enter(host, roomId, "join_existing", true);
      const button = host.frameLocator("iframe").getByTestId("lobby_joinCall");
      await button.waitFor();
      await sleep(seenMs);
      const inside = host.frames().find((frame) => frame.url().includes(modes.compatibility));
      if (inside === undefined) throw new Error("Element Call is not open");
      const first = await firstMedia(host, async () => {
        await inside.evaluate(noteClick);
        await button.click();
        await joined;
        return Number(await inside.evaluate(() => Reflect.get(window, "clickedAt")));
      });
      return { ...first, legs: {} };
    },
    async leave() {
      await host.evaluate(() => window.host.hangUp());
      await sleep(1000);
      await host.evaluate(() => window.host.close());
    },
  };
}

/** Element Call goes into a call, or begins it. */
export async function enter(
  host: Page,
  roomId: string,
  intent: "start_call" | "join_existing",
  lobby: boolean,
): Promise<void> {
  await host.evaluate(([room, how, path, waits]) => window.host.join(room, how, path, waits), [
    roomId,
    intent,
    modes.compatibility,
    lobby,
  ] as const);
}

/** LiveKit's client with a token at hand, which sends nothing. Cold: its page was loaded just now. */
export function bareJoiner(page: Page, url: string, token: () => Promise<readonly [string, string]>): Joiner {
  return {
    async join(readiness) {
      if (readiness === "cold") await page.goto(url);
      await page.waitForFunction(() => window.bare !== undefined);
      const pass = await token();
      const first = await firstMedia(page, () =>
        page.evaluate(([address, jwt]) => {
          void window.bare.join(address, jwt, false);
          return performance.timeOrigin + performance.now();
        }, pass),
      );
      return { ...first, legs: {} };
    },
    leave: () => page.evaluate(() => window.bare.leave()),
  };
}

/** Runs in the page. */
function noteClick(): void {
  const note = () => Object.assign(window, { clickedAt: performance.timeOrigin + performance.now() });
  window.addEventListener("click", note, { capture: true, once: true });
}

/** Runs in the page. What `packages/calls` measured since the click, under names that begin with `call `. */
function readLegs(clicked: number): Record<string, number> {
  const legs: Record<string, number> = {};
  for (const entry of performance.getEntriesByType("measure")) {
    const end = performance.timeOrigin + entry.startTime + entry.duration;
    if (entry.name.startsWith("call ") && end >= clicked) legs[entry.name.slice(5)] = end - clicked;
  }
  return legs;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
