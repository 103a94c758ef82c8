import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Lightness 0–1, chroma, hue in degrees, opacity 0–1. */
type Colour = readonly [lightness: number, chroma: number, hue: number, alpha: number];
type Theme = "light" | "dark";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function parseColour(text: string): Colour {
  const [, lightness, chroma, hue, alpha] = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)$/.exec(text) ?? [];
  if (lightness === undefined) throw new Error(`no oklch colour: ${text}`);
  return [Number(lightness), Number(chroma), Number(hue), alpha === undefined ? 1 : Number(alpha)];
}

function readTokens(theme: Theme): Map<string, Colour> {
  const tokens = new Map<string, Colour>();
  for (const [, name, value] of css.matchAll(/^ {2}--([\w-]+): ((?:light-dark\()?oklch\(.*);$/gm)) {
    const both = /^light-dark\((oklch\(.*?\)), (oklch\(.*?\))\)$/.exec(value ?? "");
    const chosen = both === null ? value : theme === "light" ? both[1] : both[2];
    tokens.set(name ?? "", parseColour(chosen ?? ""));
  }
  return tokens;
}

/** Linear sRGB of an oklch colour, clipped to the gamut as browsers do. https://www.w3.org/TR/css-color-4/#color-conversion-code */
function toLinear([lightness, chroma, hue]: Colour): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = toLinear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: Colour, other: Colour): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = [
  "rail",
  "list",
  "list-foot",
  "content",
  "raised",
  "float",
  "hover",
  "press",
  "float-hover",
  "message-hover",
  "selected",
  "code",
  "mention",
  "danger-soft",
  "info-soft",
];
/** Words and the surfaces that they stand on. */
const text: readonly (readonly [ink: string, on: readonly string[]])[] = [
  ["ink", [...surfaces, "accent-soft", "thumb", "button", "button-hover"]],
  ["ink-2", [...surfaces, "track"]],
  [
    "accent",
    ["list", "content", "raised", "float", "float-hover", "hover", "message-hover", "accent-soft", "mention", "code"],
  ],
  ["on-accent", ["accent-fill", "accent-fill-hover"]],
  ["on-danger", ["danger-fill", "danger-fill-hover"]],
  ["danger", ["list", "content", "raised", "float", "float-hover", "hover", "message-hover", "danger-soft"]],
  ["good", ["list", "content", "raised", "float", "code"]],
  ["warn", ["list", "content", "raised", "float", "mention", "code"]],
  ["info", ["list", "content", "raised", "float", "info-soft", "code"]],
  ["on-hue", Array.from({ length: 12 }, (_, index) => `hue-${index}`)],
  ["qr", ["qr-ground"]],
];
/** Signs, borders of controls, focus rings: 3:1 (WCAG 1.4.11). */
const signs: readonly (readonly [sign: string, on: readonly string[]])[] = [
  ["ink-3", ["list", "content", "raised", "float", "button"]],
  ["line-control", ["list", "content", "raised"]],
  ["accent", surfaces],
  ["accent-fill", ["list", "content", "raised"]],
  ["good", ["selected", "list-foot"]],
  ["warn", ["selected", "list-foot"]],
  ["ink", ["rail"]],
];

describe.each<Theme>(["light", "dark"])("tokens, %s", (theme) => {
  const tokens = readTokens(theme);
  const token = (name: string): Colour => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`tokens.css has no --${name}`);
    return found;
  };
  const pairs = (list: typeof text) => list.flatMap(([ink, on]) => on.map((surface) => [ink, surface] as const));

  it.each(pairs(text))("--%s can be read on --%s", (ink, surface) => {
    expect(contrast(token(ink), token(surface))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(pairs(signs))("--%s can be seen on --%s", (sign, surface) => {
    expect(contrast(token(sign), token(surface))).toBeGreaterThanOrEqual(3);
  });
  it.each(["content", "message-hover", "mention", "float"])("keeps code apart from --%s", (surface) => {
    expect(Math.abs(token("code")[0] - token(surface)[0])).toBeGreaterThanOrEqual(0.025);
  });
  it.each(["ink", "ink-2", "good", "warn", "danger"])("--%s, dark in both themes, can be read on the stage", (ink) => {
    expect(contrast(readTokens("dark").get(ink) ?? token(ink), token("stage"))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["content", "raised", "float"])("keeps a button apart from --%s", (surface) => {
    expect(Math.abs(token("button")[0] - token(surface)[0])).toBeGreaterThanOrEqual(0.04);
  });
  it("gives the twelve hues one lightness", () => {
    const lights = Array.from({ length: 12 }, (_, index) => token(`hue-${index}`)[0]);
    expect(new Set(lights).size).toBe(1);
  });
});

describe("the measure itself", () => {
  it("knows black on white", () => {
    expect(contrast([0, 0, 0, 1], [1, 0, 0, 1])).toBeCloseTo(21, 1);
  });
  it("agrees with a pair computed elsewhere: #777 on white is 4.48", () => {
    expect(contrast([0.5693, 0, 0, 1], [1, 0, 0, 1])).toBeCloseTo(4.48, 1);
  });
});
