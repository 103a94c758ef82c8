import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { type Fault, fail, warn } from "./fault.ts";

/** What a page loads until it can do something, and how much that may be. */
interface Budget {
  readonly name: string;
  /** Kilobytes (1000 bytes) of JavaScript and CSS in brotli; fonts, pictures and wasm apart. */
  readonly limit: number;
  /** Patterns of manifest keys: those chunks with all that they import statically. */
  readonly chunks: readonly string[];
}

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

export interface Measured {
  readonly name: string;
  readonly kilobytes: number;
  readonly limit: number;
  /** Patterns that matched no chunk: the budget would measure too little. */
  readonly unmatched: readonly string[];
}

const dist = "apps/web/dist";
const budgets = "bench/budgets.json";

/** Compares the built web client with its budgets; says so when nothing is built. */
export function checkBundle(root: string): Fault[] {
  if (!existsSync(join(root, budgets))) return [];
  if (!existsSync(join(root, dist, ".vite/manifest.json"))) {
    return [warn(dist, "is not built, so bundle budgets were not checked (npx vite build apps/web)", "")];
  }
  return measureBundle(root).flatMap((page) => {
    if (page.unmatched.length > 0) {
      return [
        fail(
          budgets,
          `"${page.name}": no chunk matches ${page.unmatched.join(", ")}`,
          "Name the chunk as the manifest does.",
        ),
      ];
    }
    if (page.kilobytes <= page.limit) return [];
    return [
      fail(
        dist,
        `"${page.name}" loads ${page.kilobytes.toFixed(1)} KB (at most ${page.limit})`,
        "Import what is not needed for it dynamically. The budget is raised only by a decision.",
      ),
    ];
  });
}

/** The size of each budgeted page, in the order of `bench/budgets.json`. */
export function measureBundle(root: string): Measured[] {
  const pages: readonly Budget[] = JSON.parse(readFileSync(join(root, budgets), "utf8")).bundle;
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(
    readFileSync(join(root, dist, ".vite/manifest.json"), "utf8"),
  );
  return pages.map((page) => {
    const keys = Object.keys(manifest);
    const matched = page.chunks.map((pattern) => keys.filter((key) => new RegExp(pattern).test(key)));
    const files = filesOf(matched.flat(), manifest);
    const bytes = [...files].reduce((sum, file) => sum + brotliSize(join(root, dist, file)), 0);
    return {
      name: page.name,
      kilobytes: bytes / 1000,
      limit: page.limit,
      unmatched: page.chunks.filter((_, at) => matched[at]?.length === 0),
    };
  });
}

function filesOf(entries: readonly string[], manifest: Readonly<Record<string, Chunk>>): Set<string> {
  const files = new Set<string>();
  const queue = [...entries];
  const seen = new Set(queue);
  for (const key of queue) {
    const chunk = manifest[key];
    if (!chunk) continue;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) if (/\.(js|css)$/.test(file)) files.add(file);
    for (const next of chunk.imports ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return files;
}

/** The size that is sent: the file compressed at build, else compressed here as the build does. */
function brotliSize(path: string): number {
  if (existsSync(`${path}.br`)) return readFileSync(`${path}.br`).length;
  const bytes = readFileSync(path);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
