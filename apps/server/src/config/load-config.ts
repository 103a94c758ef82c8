import { dirname, relative, resolve } from "node:path";
import { messageOf } from "@parley/kernel";
import JSON5 from "json5";
import { linesOfJson5 } from "./json5-lines.ts";
import type { SettingsFault } from "./settings.ts";

/** A JSON5 file with all that it includes, and variables in their places. */
interface LoadedConfig {
  /** Undefined where it could not be read. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  /** `FILE:LINE` of each key, by its dotted path; of what was merged, the last that said it. */
  readonly places: ReadonlyMap<string, string>;
  /** All that were read, the first one first. */
  readonly files: readonly string[];
  readonly faults: readonly SettingsFault[];
}

interface Reading {
  readonly readFile: (path: string) => string;
  /** Null: variables are left as they stand, as for showing. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
}

const deepest = 10;
const nestedMost = 32;
const filesMost = 50;
/** Of one file; settings are a few lines. */
const bytesMost = 512 * 1024;

interface Walk extends Reading {
  readonly root: string;
  readonly places: Map<string, string>;
  readonly files: string[];
  readonly faults: SettingsFault[];
}

/**
 * Reads `text` as what stands at `path`. `$include: "FILE"` or a list of them brings in the keys of other files of the same
 * folder or below it; what stands beside it wins. `${NAME}` in a text is the variable of that name; `$${` is a plain `${`.
 */
export function loadConfig(path: string, text: string, reading: Reading): LoadedConfig {
  const walk: Walk = { ...reading, root: dirname(path), places: new Map(), files: [], faults: [] };
  const value = readText(path, text, { prefix: "", open: [] }, walk);
  return { value, places: walk.places, files: walk.files, faults: walk.faults };
}

interface At {
  readonly prefix: string;
  /** Files that are being read, outermost first. */
  readonly open: readonly string[];
}

function readText(path: string, text: string, at: At, walk: Walk): Record<string, unknown> | undefined {
  walk.files.push(path);
  const fail = (line: number, message: string): undefined => {
    walk.faults.push({ at: `${path}:${line}`, path: "", message });
  };
  if (Buffer.byteLength(text) > bytesMost) return fail(1, `is larger than ${bytesMost / 1024} KiB`);
  let value: unknown;
  try {
    value = JSON5.parse(text);
  } catch (thrown) {
    const line = (thrown as { lineNumber?: number }).lineNumber ?? 1;
    return fail(line, `is not JSON5: ${messageOf(thrown).replace(/^JSON5: /, "")}`);
  }
  if (depthOf(value) > nestedMost) return fail(1, `nests deeper than ${nestedMost}`);
  if (!isObject(value)) return fail(1, "must be an object: { … }");
  const lines = linesOfJson5(text);
  const inside: At = { ...at, open: [...at.open, path] };
  const place = (dotted: string) => `${path}:${lines.get(dotted) ?? 1}`;
  return readObject(value, { dotted: "", place, path, at: inside }, walk);
}

interface Spot {
  /** In this file. */
  readonly dotted: string;
  readonly place: (dotted: string) => string;
  readonly path: string;
  readonly at: At;
}

function readObject(value: Readonly<Record<string, unknown>>, spot: Spot, walk: Walk): Record<string, unknown> {
  let merged: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  const { $include: included, ...rest } = value;
  // First, so that what stands here is said to stand here, and not where it was brought in from.
  for (const name of included === undefined ? [] : Array.isArray(included) ? included : [included]) {
    merged = mergeDeep(merged, include(name, join(spot.dotted, "$include"), spot, walk));
  }
  for (const [key, part] of Object.entries(rest)) {
    const dotted = join(spot.dotted, key);
    if (key === "__proto__") {
      walk.faults.push({ at: spot.place(dotted), path: join(spot.at.prefix, dotted), message: "is not a setting" });
      continue;
    }
    own[key] = readValue(part, { ...spot, dotted }, walk);
    note(own[key], { ...spot, dotted }, walk);
  }
  return mergeDeep(merged, own);
}

function readValue(value: unknown, spot: Spot, walk: Walk): unknown {
  if (Array.isArray(value))
    return value.map((part, at) => readValue(part, { ...spot, dotted: join(spot.dotted, String(at)) }, walk));
  if (isObject(value)) return readObject(value, spot, walk);
  if (typeof value !== "string" || walk.env === null) return value;
  const { env } = walk;
  return value.replace(/\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, escaped: string, name: string) => {
    if (escaped !== "") return whole.slice(1);
    const found = env[name];
    if (found !== undefined) return found;
    const path = join(spot.at.prefix, spot.dotted);
    walk.faults.push({ at: spot.place(spot.dotted), path, message: `needs the variable ${name}, which is not set` });
    return "";
  });
}

function include(name: unknown, dotted: string, spot: Spot, walk: Walk): Record<string, unknown> {
  const fail = (message: string) => {
    walk.faults.push({ at: spot.place(dotted), path: join(spot.at.prefix, dotted), message });
    return {};
  };
  if (typeof name !== "string" || name === "") return fail("must be a file, or a list of files");
  const path = resolve(dirname(spot.path), name);
  const inside = relative(walk.root, path);
  if (inside === "" || inside.startsWith("..") || resolve(walk.root, inside) !== path) {
    return fail("includes a file outside the folder of the settings");
  }
  if (spot.at.open.includes(path)) return fail(`includes itself by way of ${name}`);
  if (spot.at.open.length >= deepest) return fail(`includes more than ${deepest} files within each other`);
  if (walk.files.length >= filesMost) return fail(`includes more than ${filesMost} files`);
  let text: string;
  try {
    text = walk.readFile(path);
  } catch (thrown) {
    return fail(`includes ${name}, which cannot be read: ${messageOf(thrown)}`);
  }
  const prefix = join(spot.at.prefix, spot.dotted);
  return readText(path, text, { prefix, open: spot.at.open }, walk) ?? {};
}

/** Says where a value stands; an object has said so of what is in it. */
function note(value: unknown, spot: Spot, walk: Walk): void {
  walk.places.set(join(spot.at.prefix, spot.dotted), spot.place(spot.dotted));
  if (!Array.isArray(value)) return;
  for (const [key, part] of value.entries()) note(part, { ...spot, dotted: join(spot.dotted, String(key)) }, walk);
}

/** Objects key by key; everything else is the later one. */
function mergeDeep(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? mergeDeep(before, value) : value;
  }
  return merged;
}

function join(prefix: string, key: string): string {
  return prefix === "" ? key : key === "" ? prefix : `${prefix}.${key}`;
}

/** A text as a plain object, nothing included or filled in; null: it is none, or nests too deep. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON5.parse(text);
    return isObject(value) && depthOf(value) <= nestedMost ? value : null;
  } catch {
    return null;
  }
}

/** Whether an object, and no list. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Looked at level by level: what is too deep must not be walked into by calls. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    if (depth > nestedMost) return depth;
    level = level.flatMap((part) => (typeof part === "object" && part !== null ? Object.values(part) : []));
    if (level.length === 0) return depth;
  }
}
