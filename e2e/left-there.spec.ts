import { composer, invite, message, openRoom, setUp, signUp, timeline, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { type Account, signInPast } from "./support/places.ts";
import { expect, test } from "./support/test.ts";
import { rosa, tomas } from "./support/two-people.ts";

const roomId = (page: Page): string => decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");
const numbered = (words: string, at: number): string => `${words} ${String(at).padStart(2, "0")}`;

/** Of requests that are the same in all things Synapse gives one answer for two minutes. */
let asked = 0;

/** What an account has read of a room, as the homeserver knows it: its receipts, in public and private, and its marker. */
async function readBy(account: Account, room: string): Promise<string[]> {
  const { rooms } = Object(await account.request("GET", `/sync?timeout=${asked}`));
  asked += 1;
  const { ephemeral, account_data: own } = rooms.join[room];
  const all = [...ephemeral.events, ...own.events] as { type: string; content: Record<string, unknown> }[];
  const receipts = all
    .filter(({ type }) => type === "m.receipt")
    .flatMap(({ content }) => Object.entries(content))
    .filter(([, kinds]) => JSON.stringify(kinds).includes(`"${account.userId}"`));
  const markers = all.filter(({ type }) => type === "m.fully_read").map(({ content }) => content.event_id);
  return [...receipts.map(([eventId]) => eventId), ...markers.map(String)].sort();
}

/** How far the line of new messages lies below the top of the page, in px. */
async function lineAt(page: Page): Promise<number> {
  const box = await line(page).boundingBox();
  if (box === null) throw new Error("there is no line of new messages");
  return box.y;
}
const line = (page: Page) => timeline(page).getByRole("heading", { name: "New", exact: true });

test("a conversation that is left amid what is unread is there again as it was left, and nothing of it counts as read", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const one = await newBrowser();
  await setUp(one, parley.setupLink() ?? "", rosa, 150_000);
  const other = await newBrowser();
  await signUp(other, await invite(one, rosa.server), tomas, 150_000);
  await one
    .getByRole("complementary")
    .getByRole("button", { name: /^tomas/u })
    .click();
  await one.getByRole("button", { name: "Message", exact: true }).click();
  await expect(composer(one)).toHaveAccessibleName("Message tomas");
  await write(one, "hello");
  const home = other.getByRole("link", { name: /^Direct messages and rooms/u });
  const server = other.getByRole("link", { name: `${rosa.server}, server` });
  await home.click();
  await other.getByRole("button", { name: "Accept" }).click();
  await openRoom(other, "rosa");
  await expect(message(other, "hello")).toBeVisible();
  const tomasPast = await signInPast(parley.baseUrl, tomas);
  const room = roomId(other);
  await expect.poll(async () => (await readBy(tomasPast, room)).length).toBeGreaterThan(0);

  await server.click();
  await openRoom(other, "general");
  for (let at = 0; at < 40; at++) await write(one, numbered("early", at));
  await home.click();
  await openRoom(other, "rosa");
  await expect(line(other)).toBeInViewport();
  await expect(message(other, numbered("early", 39))).not.toBeInViewport();
  await message(other, numbered("early", 3)).hover();
  const opened = await lineAt(other);
  await other.mouse.wheel(0, 60);
  await expect.poll(async () => await lineAt(other)).toBeLessThan(opened - 20);
  // Long enough for what is looked at to count as read, if it did.
  await other.waitForTimeout(2000);
  const left = await lineAt(other);
  const read = await readBy(tomasPast, room);

  await server.click();
  await openRoom(other, "general");
  for (let at = 0; at < 10; at++) await write(one, numbered("late", at));
  await home.click();
  await openRoom(other, "rosa");
  await expect(line(other)).toBeInViewport();
  await other.waitForTimeout(2000);
  expect(Math.abs((await lineAt(other)) - left)).toBeLessThanOrEqual(2);
  await expect(message(other, numbered("late", 9))).not.toBeInViewport();
  expect(await readBy(tomasPast, room)).toEqual(read);

  // Nothing is lost either: the end is one press away, and read then.
  await timeline(other)
    .page()
    .getByRole("button", { name: /new messages$/u })
    .click();
  await expect(message(other, numbered("late", 9))).toBeInViewport();
  await expect.poll(async () => await readBy(tomasPast, room)).not.toEqual(read);
});
