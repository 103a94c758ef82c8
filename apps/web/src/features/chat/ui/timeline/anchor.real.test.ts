import type { Page } from "@playwright/test";
import { expect, it } from "vitest";
import { inBrowser, openStage } from "../../../../shared/testing/stage.ts";

// 2,000 messages, pages of 50, a quarter of a second for each.
const stage = openStage();

async function openRoom(width: number, room: string, latency = 250): Promise<Page> {
  const page = await stage.open(`s/!atelier/${room}?latency=${latency}`, width);
  await page.waitForSelector("[role=log] article", { timeout: 60_000 });
  return page;
}

async function open(width: number): Promise<Page> {
  // Slow enough that the rows of a leap stand long before older messages come, on a busy machine too.
  const page = await openRoom(width, "!general", 1500);
  await page.waitForFunction(() => {
    const scroller = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility())?.parentElement;
    return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2 : false;
  });
  return page;
}

/** Scrolls to `from`, then measures a row in each frame while older messages come in. */
const watchPrepend = (page: Page, from: number) =>
  page.evaluate(async (top) => {
    const scroller = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility())?.parentElement;
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
    for (let same = 0; same < 20; ) {
      const now = topOf() ?? Number.NaN;
      same = now === before ? same + 1 : 0;
      before = now;
      await frame();
    }
    const height = scroller.scrollHeight;
    let worst = 0;
    let settled = 0;
    const deadline = performance.now() + 8000;
    while (settled < 20 && performance.now() < deadline) {
      await frame();
      worst = Math.max(worst, Math.abs((topOf() ?? Number.POSITIVE_INFINITY) - before));
      if (scroller.scrollHeight > height + 500) settled += 1;
    }
    return { worst, grown: scroller.scrollHeight - height };
  }, from);

/** On a busy machine a page may have come before the watching began: then the next one is watched. */
async function watchNextPage(page: Page, from: number) {
  for (let missed = 0; missed < 4; missed += 1) {
    const watched = await watchPrepend(page, from);
    if (watched.grown > 500) return watched;
  }
  return await watchPrepend(page, from);
}

/** How far below what is in view the end lies, once that has stood still for half a second. */
const restBelow = (page: Page) =>
  page.evaluate(async () => {
    const scroller = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility())?.parentElement;
    if (!scroller) throw new Error("no timeline");
    const rest = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    let before = Number.NaN;
    for (let same = 0; same < 30; ) {
      const now = rest();
      same = now === before ? same + 1 : 0;
      before = now;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return before;
  });

/** Where the line of new messages stands, as a part of the height of the timeline; null when it is not drawn. */
const lineAt = (page: Page) =>
  page.evaluate(() => {
    const log = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility());
    const line = [...(log?.querySelectorAll("h3") ?? [])].find((heading) => /New$/u.test(heading.textContent ?? ""));
    const frame = log?.parentElement?.getBoundingClientRect();
    return line && frame ? (line.getBoundingClientRect().top - frame.top) / frame.height : null;
  });

const readUpTo = (page: Page, room: string) =>
  page.evaluate((id) => {
    const { stage: session } = window as unknown as {
      stage: { rooms: { room(id: string): { readUpTo: { value: string } } } };
    };
    return session.rooms.room(id).readUpTo.value;
  }, room);

inBrowser.each([1280, 360])("opening a room at %i px", (width) => {
  it("ends below the last line of a message of 400", async () => {
    const page = await openRoom(width, "!tall");
    expect(await restBelow(page)).toBeLessThan(2);
    await page.close();
  });

  it.each([150, 3_000])("ends there too when that message can be read only %i ms later", async (late) => {
    const page = await openRoom(width, "!design");
    await page.evaluate((after) => {
      type Item = { readonly body?: unknown };
      const { stage: session } = window as unknown as {
        stage: { rooms: { room(id: string): { items: { value: readonly Item[] } } } };
      };
      const { items } = session.rooms.room("!tall");
      const whole = items.value;
      const locked = { ...whole.at(-1), body: { type: "undecryptable", reason: "waiting-for-key" } };
      items.value = [...whole.slice(0, -1), locked];
      history.pushState({}, "", "/s/!atelier/!tall");
      setTimeout(() => {
        items.value = whole;
      }, after);
    }, late);
    await page.getByText(/400 calm|400 quiet|400 list|400 line/u).waitFor();
    expect(await restBelow(page)).toBeLessThan(2);
    await page.close();
  });

  it("begins at the first of 46 new messages, and marks nothing read that was not seen", async () => {
    const page = await openRoom(width, "!missed");
    expect(await restBelow(page)).toBeGreaterThan(1_000);
    const at = await lineAt(page);
    expect(at).toBeGreaterThan(0.15);
    expect(at).toBeLessThan(0.4);
    expect(await page.getByRole("button", { name: "Jump to unread" }).count()).toBe(0);
    await page.waitForTimeout(2_500);
    expect(await lineAt(page)).toBe(at);
    expect(await readUpTo(page, "!missed")).toBe("$missed-43");
    await page.getByRole("button", { name: "46 new messages" }).click();
    await expect.poll(() => readUpTo(page, "!missed")).toBe("$missed-89");
    // Seen once: no way back is offered.
    expect(await page.getByRole("button", { name: "Jump to unread" }).count()).toBe(0);
    await page.close();
  });

  it("begins at what came while one was in another room", async () => {
    const page = await openRoom(width, "!tall");
    expect(await restBelow(page)).toBeLessThan(2);
    const go = (room: string) =>
      page.evaluate((id) => {
        history.pushState({}, "", `/s/!atelier/${id}`);
      }, room);
    await go("!missed");
    await page.getByText("44: ").first().waitFor();
    await page.evaluate(() => {
      const { stage: session } = window as unknown as {
        stage: { rooms: { room(id: string): { receive(parts: { text: string }): void } } };
      };
      for (let n = 0; n < 46; n++) session.rooms.room("!tall").receive({ text: `meanwhile ${n}` });
    });
    await go("!tall");
    await page.getByText("meanwhile 0").waitFor({ state: "visible" });
    expect(await restBelow(page)).toBeGreaterThan(500);
    expect(await lineAt(page)).toBeGreaterThan(0.15);
    expect(await lineAt(page)).toBeLessThan(0.4);
    await page.close();
  });

  it("shows the message that the address names, whatever comes meanwhile, and the room for who goes on to its end", async () => {
    const page = await openRoom(width, "!general/long-20");
    const named = page.locator("article", { hasText: /^(?:.*M)?20: / });
    await named.waitFor();
    await restBelow(page);
    const box = await named.boundingBox();
    expect(box?.y).toBeGreaterThan(48);
    expect(box?.y).toBeLessThan(700);
    const path = () => new URL(page.url()).pathname;
    expect(path()).toBe("/s/!atelier/!general/long-20");
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await expect.poll(path).toBe("/s/!atelier/!general");
    await page.close();
  });

  it("offers the way to what is new before the window, and leads there", async () => {
    const page = await openRoom(width, "!holiday");
    const jump = page.getByRole("button", { name: "Jump to unread" });
    await jump.waitFor();
    // What was seen at the end is read; the way to the rest of it stays.
    await expect.poll(() => readUpTo(page, "!holiday")).toBe("$holiday-299");
    await jump.click();
    await expect.poll(() => lineAt(page)).not.toBeNull();
    await restBelow(page);
    expect(await lineAt(page)).toBeGreaterThan(0.15);
    expect(await lineAt(page)).toBeLessThan(0.4);
    expect(await jump.count()).toBe(0);
    await page.close();
  });
});

inBrowser("turning pages by the keyboard", () => {
  it("takes the focus along, up and down", async () => {
    const page = await open(1280);
    await page.evaluate(() => document.querySelector<HTMLElement>("[role=log] article[tabindex='0']")?.focus());
    const rests: number[] = [];
    for (const key of ["PageUp", "PageUp", "PageUp", "PageDown"]) {
      await page.keyboard.press(key);
      rests.push(await restBelow(page));
      const inView = await page.evaluate(() => {
        const box = document.activeElement?.closest("[role=log] [data-message]")?.getBoundingClientRect();
        return box !== undefined && box.bottom > 0 && box.top < innerHeight;
      });
      expect(inView, `focus after ${key}`).toBe(true);
    }
    const [first = 0, second = 0, third = 0, down = 0] = rests;
    expect(second).toBeGreaterThan(first + 200);
    expect(third).toBeGreaterThan(second + 200);
    expect(down).toBeLessThan(third - 200);
    await page.close();
  });
});

inBrowser("the keys of the timeline", () => {
  it("stand on one message by Tab, go on within it and out again, and walk by arrows", async () => {
    const page = await openRoom(1280, "!design", 0);
    const where = () =>
      page.evaluate(() => {
        const { activeElement: at } = document;
        const message = at?.closest<HTMLElement>("[data-message]") ?? null;
        return { on: at === message, inside: message?.dataset.message ?? null, name: at?.getAttribute("aria-label") };
      });
    const press = async (key: string) => {
      await page.keyboard.press(key);
      return await where();
    };
    await page.getByRole("button", { name: "Attach files" }).focus();
    const last = await press("Shift+Tab");
    expect(last).toMatchObject({ on: true, inside: expect.any(String) });
    const above = await press("ArrowUp");
    expect(above).toMatchObject({ on: true });
    expect(above.inside).not.toBe(last.inside);
    const visited: (string | null)[] = [];
    for (let step = 0; step < 12; step += 1) {
      const { inside, name } = await press("Tab");
      visited.push(inside);
      if (name === "Attach files") break;
    }
    expect(visited.at(-1)).toBeNull();
    expect(new Set(visited.slice(0, -1))).toEqual(new Set([above.inside]));
    expect(await press("Shift+Tab")).toMatchObject({ on: true, inside: above.inside });
    expect((await press("Shift+Tab")).inside).toBeNull();
    // The browser looks for the next stop first.
    await expect.poll(() => page.locator("[inert]").count()).toBe(0);
    await page.close();
  });
});

inBrowser("reading while older messages come in", () => {
  it.each([1280, 360])("moves nothing at %i px: from the very top, and from within a page of it", async (width) => {
    const page = await open(width);
    for (const from of [0, 300, 600]) {
      const { worst, grown } = await watchNextPage(page, from);
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
    // What scrolls is a script, not a hand: until it rests the timeline goes to its end again.
    expect(await restBelow(page)).toBeLessThan(2);
    await page.evaluate(() =>
      [...document.querySelectorAll("[role=log]")]
        .find((log) => log.checkVisibility())
        ?.parentElement?.scrollBy(0, -1_500),
    );
    const jump = page.getByRole("button", { name: "Jump to latest" });
    await jump.waitFor();
    await say("not seen yet");
    await page.getByRole("button", { name: "1 new message" }).click();
    await page.getByText("not seen yet").waitFor({ state: "visible" });
    await expect.poll(() => jump.count()).toBe(0);
    await page.close();
  });

  it.each(["ArrowUp", "PageUp", "wheel"])(
    "leaves those alone in a busy room who have just begun to move up by %s",
    async (by) => {
      const page = await open(1280);
      await page.evaluate(() => {
        const { stage: session } = window as unknown as {
          stage: { rooms: { room(id: string): { receive(parts: { text: string }): void } } };
        };
        document.querySelector<HTMLElement>("[role=log] article[tabindex='0']")?.focus();
        const busy = window as unknown as { busy: number };
        busy.busy = window.setInterval(() => session.rooms.room("!general").receive({ text: "on and on" }), 30);
      });
      if (by === "wheel") {
        await page.mouse.move(700, 300);
        for (let tick = 0; tick < 5; tick += 1) await page.mouse.wheel(0, -100);
      } else await page.keyboard.press(by);
      await page.waitForTimeout(1_500);
      await page.evaluate(() => clearInterval((window as unknown as { busy: number }).busy));
      expect(await restBelow(page)).toBeGreaterThan(300);
      await page.getByRole("button", { name: /new messages$/u }).click();
      await expect.poll(() => restBelow(page)).toBeLessThan(2);
      await page.close();
    },
  );
});
