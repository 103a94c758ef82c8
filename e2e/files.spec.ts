import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { composer, invite, setUp, signUp, timeline } from "@parley/testkit/people";
import type { Locator, Page } from "@playwright/test";
import { findInFiles } from "./support/homeserver-database.ts";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery" };
const tomas = { name: "tomas", password: "staple battery horse" };
const place = "taken at 48.8584 N, 2.2945 E";

/** A photo of the browser's own making, with a place in its EXIF. */
async function photo(page: Page): Promise<Buffer> {
  const drawn = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1600, 1200);
    const context = canvas.getContext("2d");
    for (let x = 0; context !== null && x < 1600; x += 4) {
      context.fillStyle = `hsl(${(x * 7) % 360} 70% ${30 + ((x * 13) % 40)}%)`;
      context.fillRect(x, (x * 3) % 700, 4, 500);
    }
    const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  const jpeg = Buffer.from(drawn);
  const exif = Buffer.concat([Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", "latin1"), Buffer.from(place)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

const attach = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator("input[data-attach=files]").setInputFiles(files);
const row = (page: Page, name: string): Locator => timeline(page).getByRole("article").filter({ hasText: name });
const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("people exchange pictures and files, encrypted, without the place and over a reload", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const first = await newBrowser();
  await setUp(first, parley.setupLink() ?? "", { ...rosa, server: "Atelier" });
  const invitation = await invite(first, "Atelier");
  const second = await newBrowser();
  await signUp(second, invitation, tomas);

  // A photo with words under it.
  const original = await photo(first);
  expect(original.includes(place)).toBe(true);
  await attach(first, { name: "harbour.jpg", mimeType: "image/jpeg", buffer: original });
  await expect(first.getByRole("button", { name: "Remove harbour.jpg" })).toBeVisible();
  await composer(first).fill("the harbour");
  await composer(first).press("Enter");
  await expect(row(second, "the harbour").getByRole("img", { name: "harbour.jpg" })).toBeVisible();
  await expect(row(first, "the harbour").getByRole("button", { name: "Cancel sending" })).toHaveCount(0);

  // Looked at in the viewer, and saved: the picture is the same, the place is not in it.
  await row(second, "the harbour").getByRole("button", { name: "Open harbour.jpg" }).click();
  const viewer = second.getByRole("dialog", { name: "harbour.jpg" });
  await expect(viewer.getByRole("img", { name: "harbour.jpg" })).toBeVisible();
  const download = viewer.getByRole("button", { name: "Download harbour.jpg" });
  await expect(download).toBeEnabled();
  const picture = await saved(second, download);
  expect(picture.name).toBe("harbour.jpg");
  expect(picture.bytes.includes(place)).toBe(false);
  expect(picture.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(picture.bytes.length).toBeGreaterThan(original.length - 400);
  await second.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);

  // Called back while it goes up: it stands beside its words again, and goes once more.
  await first.route("**/upload*", () => {});
  await attach(first, { name: "wrong.txt", mimeType: "text/plain", buffer: Buffer.from("ebb and flow") });
  await expect(first.getByRole("button", { name: "Remove wrong.txt" })).toBeVisible();
  await composer(first).fill("called back");
  await composer(first).press("Enter");
  await row(first, "called back").getByRole("button", { name: "Cancel sending" }).click();
  await expect(row(first, "called back")).toHaveCount(0);
  await expect(composer(first)).toHaveText("called back");
  await expect(first.getByRole("button", { name: "Remove wrong.txt" })).toBeVisible();
  await first.unroute("**/upload*");
  await composer(first).press("Enter");
  await expect(row(second, "called back").getByRole("button", { name: "Download wrong.txt" })).toBeVisible();

  // Something large, cut off by a reload in the middle.
  const large = Buffer.alloc(21 * 1024 * 1024, "a line of a large file\n");
  large.writeUInt32BE(Date.now() % 2 ** 32, 0);
  await first.route("**/_matrix/media/v3/upload*", () => {});
  // By its path: the driver would carry so many bytes through its own pipe.
  const path = test.info().outputPath("archive.zip");
  writeFileSync(path, large);
  await first.locator("input[data-attach=files]").setInputFiles(path, { timeout: 60_000 });
  await expect(first.getByRole("button", { name: "Remove archive.zip" })).toBeVisible();
  await composer(first).press("Enter");
  // It stands in the timeline once all of it is saved here, and not before.
  await expect(row(first, "archive.zip").getByRole("progressbar")).toBeVisible({ timeout: 60_000 });
  await composer(first).fill("words pass it by");
  await composer(first).press("Enter");
  await expect(row(first, "words pass it by")).toBeVisible();
  await expect(row(second, "words pass it by")).toBeVisible({ timeout: 60_000 });
  await first.unroute("**/_matrix/media/v3/upload*");
  await first.reload();
  await expect(row(second, "archive.zip")).toBeVisible({ timeout: 60_000 });
  const file = await saved(second, row(second, "archive.zip").getByRole("button", { name: "Download archive.zip" }));
  expect(hash(file.bytes)).toBe(hash(large));

  // What is attached and not sent yet stands beside its words after a reload.
  await attach(first, { name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from("of the meeting") });
  await composer(first).fill("as promised");
  await expect(first.getByRole("listitem").filter({ hasText: "minutes.txt" })).toContainText("14 bytes", {
    timeout: 60_000,
  });
  // Drafts are written down when the keys rest.
  await first.waitForTimeout(1_000);
  await first.reload();
  await expect(composer(first)).toHaveText("as promised");
  await expect(first.getByRole("button", { name: "Remove minutes.txt" })).toBeVisible();
  // One that cannot be sent holds the others and the words back.
  await attach(first, { name: "nothing.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) });
  await expect(first.getByRole("button", { name: "Remove nothing.txt" })).toBeVisible();
  await composer(first).press("Enter");
  await expect(first.getByText("nothing.txt cannot be sent. Remove it first.")).toBeVisible();
  await expect(composer(first)).toHaveText("as promised");
  await first.getByRole("button", { name: "Remove nothing.txt" }).click();
  await composer(first).press("Enter");
  const minutes = row(second, "as promised").getByRole("button", { name: "Download minutes.txt" });
  expect((await saved(second, minutes)).bytes.toString()).toBe("of the meeting");
  await expect(first.getByRole("button", { name: "Remove minutes.txt" })).toHaveCount(0);

  // What could run is a file like any other, whatever it is called.
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>';
  await attach(first, { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) });
  await expect(first.getByRole("button", { name: "Remove drawing.svg" })).toBeVisible();
  await composer(first).press("Enter");
  await expect(row(second, "drawing.svg").getByRole("button", { name: "Download drawing.svg" })).toBeVisible();
  await expect(row(second, "drawing.svg").getByRole("img")).toHaveCount(0);

  const plain = [
    "a line of a large file",
    place,
    "harbour.jpg",
    "archive.zip",
    "document.title",
    "of the meeting",
    "minutes.txt",
  ];
  expect(findInFiles(parley.dataFolder, plain), "plain text in the data folder").toEqual([]);
});
