// Draws the icons of the web client from its mark (apps/web/public/favicon.svg): node tools/icons.mjs
// Run by hand when the mark changes; the pictures are part of the repository. Needs a Chromium (PARLEY_CHROMIUM).
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../apps/web/public");
const mark = await readFile(join(folder, "favicon.svg"), "utf8");
/** To the edges: launchers cut their own shape out of it, and the mark must lie in the middle four fifths. */
const full = mark
  .replace(/ rx="11"/, "")
  .replace(/translate\(7\.5 7\.5\) scale\(\.875\)/, "translate(9.6 9.6) scale(.7)");
const icons = [
  ["icon-192.png", 192, mark],
  ["icon-512.png", 512, mark],
  ["icon-maskable-512.png", 512, full],
  ["apple-touch-icon.png", 180, full],
];

const browser = await chromium.launch({
  ...(process.env.PARLEY_CHROMIUM ? { executablePath: process.env.PARLEY_CHROMIUM } : {}),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
for (const [name, size, svg] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await writeFile(join(folder, name), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
