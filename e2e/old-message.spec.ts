import { message, setUp, timeline } from "@parley/testkit/people";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery" };

/** A room of 220 messages whose last ones are pictures, and the event of the 65th: as a program would write them. */
async function longRoom(baseUrl: string, page: Page): Promise<{ readonly room: string; readonly old: string }> {
  const call = async (method: string, path: string, body: unknown, token = "") => {
    const raw = body instanceof Buffer;
    const response = await fetch(`${baseUrl}/_matrix/${path}`, {
      method,
      headers: {
        "content-type": raw ? "image/png" : "application/json",
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      },
      body: raw ? new Uint8Array(body) : JSON.stringify(body),
    });
    expect(response.status, path).toBe(200);
    return (await response.json()) as Record<string, string>;
  };
  const identifier = { type: "m.id.user", user: rosa.name };
  const { access_token: token = "" } = await call("POST", "client/v3/login", {
    type: "m.login.password",
    identifier,
    password: rosa.password,
  });
  const { room_id: room = "" } = await call("POST", "client/v3/createRoom", { name: "archive" }, token);
  const send = async (n: number, content: unknown) =>
    (await call("PUT", `client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/t${n}`, content, token))
      .event_id ?? "";
  let old = "";
  for (let n = 0; n < 216; n += 1) {
    const words = n % 7 === 0 ? `line ${n}. ${"More than one line of it. ".repeat(12)}` : `line ${n}.`;
    const event = await send(n, { msgtype: "m.text", body: words });
    if (n === 65) old = event;
  }
  const drawn = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 900);
    const context = canvas.getContext("2d");
    context?.fillRect(100, 100, 700, 500);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer())];
  });
  for (let n = 216; n < 220; n += 1) {
    const { content_uri: url } = await call("POST", "media/v3/upload", Buffer.from(drawn), token);
    // Two say how large they are.
    const info = n % 2 === 0 ? { info: { mimetype: "image/png", w: 1200, h: 900, size: drawn.length } } : {};
    await send(n, { msgtype: "m.image", body: `picture${n}.png`, url, ...info });
  }
  return { room, old };
}

/** Where a message stands in the height of the timeline, once it has stood there for a while. */
const standsAt = async (found: Locator, page: Page): Promise<number> => {
  await expect(found).toBeVisible({ timeout: 60_000 });
  await page.waitForTimeout(3_000);
  const frame = await timeline(page).locator("..").boundingBox();
  const box = await found.boundingBox();
  return frame === null || box === null ? Number.NaN : (box.y - frame.y) / frame.height;
};

test("a link to an old message shows it, cold and from within, and leaves it in view", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", { ...rosa, server: "Atelier" });
  const { room, old } = await longRoom(parley.baseUrl, page);
  const named = message(page, "line 65.");
  const link = `${parley.baseUrl}/home/${room}/${old.slice(1)}`;
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(link);
    const at = await standsAt(named, page);
    expect(at, `cold, ${width}`).toBeGreaterThan(0);
    expect(at, `cold, ${width}`).toBeLessThan(0.9);
  }
  await page.goto(`${parley.baseUrl}/home/${room}`);
  await expect(
    timeline(page)
      .getByRole("button", { name: /picture219/ })
      .first(),
  ).toBeVisible();
  await page.evaluate((path) => history.pushState({}, "", path), new URL(link).pathname);
  const within = await standsAt(named, page);
  expect(within, "from within").toBeGreaterThan(0);
  expect(within, "from within").toBeLessThan(0.9);
});
