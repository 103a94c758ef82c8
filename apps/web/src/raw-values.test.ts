import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));
const allowed = new Set(["ui/tokens.css"]);
const raw = [
  /#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b(?![\w-])/i,
  /\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(/,
  /(?<![\w.])\d*\.?\d+px\b/,
  // Values in brackets go around the tokens.
  // In forced colours no ground is painted but those of the system: `forced:bg-canvas-text`.
  /\bforced:bg-current\b/,
  /\b(?:bg|text|border|fill|stroke|outline|shadow|rounded|p[xytblr]?|m[xytblr]?|gap|w|h|size|inset|top|left|right|bottom)-\[(?!&)/,
];

/** What a line may hold although it looks like a value. */
const harmless = [/^\s*(?:\/\/|\*|\/\*)/, /media \(|@media|matchMedia|"\(width/, /^import /];

function rawValuesIn(source: string): string[] {
  return source
    .split("\n")
    .map((line, index) => `${index + 1}: ${line.trim()}`)
    .filter((line) => {
      const code = line.replace(/^\d+: /, "");
      return raw.some((pattern) => pattern.test(code)) && !harmless.some((pattern) => pattern.test(code));
    });
}

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:tsx|css)$/.test(entry.name) && !entry.name.includes(".test."))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => !allowed.has(path));

describe("components use tokens", () => {
  it("finds the components", () => {
    expect(files.length).toBeGreaterThan(60);
  });
  it.each(files)("%s holds no raw colour or size", (path) => {
    expect(rawValuesIn(readFileSync(join(root, path), "utf8"))).toEqual([]);
  });
  it.each([
    'className="bg-[#fff]"',
    "color: #1a2b3c;",
    "background: oklch(0.5 0.1 20);",
    "width: 12px;",
    'className="text-[13px]"',
    'className="w-[3rem]"',
    'className="bg-ink forced:bg-current"',
  ])("would find %s", (line) => {
    expect(rawValuesIn(line)).toHaveLength(1);
  });
});
