import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !/\.test\.ts$|(^|\/)testing\//u.test(path),
);

it("lets only what rings for a moment past the outbox (docs/decisions/0009)", () => {
  const past = /\.(?:sendEvent|resendEvent|sendMessage|sendTextMessage|sendHtmlMessage|sendNotice|redactEvent)\(/u;
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((path) => past.test(readFileSync(join(root, path), "utf8"))).sort()).toEqual([
    "rtc/ring-out.ts",
    "rtc/ringing.ts",
  ]);
});
