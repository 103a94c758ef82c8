import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

/** One file of ours, read and parsed once for all checks. */
export interface SourceFile {
  /** Path under the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly tree: Node;
  /** The line (from 1) of a node. */
  lineOf(node: Node): number;
  /** How many lines a node spans. */
  linesOf(node: Node): number;
}

/** A node of swc's tree: the checks read few fields of many kinds, so it stays loose. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

const skipped = new Set(["node_modules", "dist", "coverage", "test-results", "playwright-report"]);
const code = /\.(ts|tsx|mts|mjs|js)$/;

/** Whether a path belongs to tests, or to what supports them (`testing/`): those may be long, and may import more. */
export function isTest(path: string): boolean {
  return /(\.test\.tsx?|\.spec\.ts)$|(^|\/)testing\//.test(path);
}

/** Every code file under the given folders of `root`, sorted, dot folders and build output left out. */
export function listCode(root: string, folders: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith(".")) visit(path);
      } else if (code.test(entry.name) && !entry.name.endsWith(".d.ts")) found.push(path);
    }
  };
  const there = new Set(readdirSync(root));
  for (const folder of folders) if (there.has(folder)) visit(folder);
  return found.sort();
}

/** Reads and parses one file. Throws with the path when it is not valid TypeScript. */
export function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  return parseSource(path, text);
}

/** Parses a text as if it lay at `path`. */
export function parseSource(path: string, text: string): SourceFile {
  let tree: Node;
  try {
    const parsed: unknown = parseSync(text, { syntax: "typescript", tsx: path.endsWith("x"), decorators: false });
    if (!isNode(parsed)) throw new Error("no tree");
    tree = parsed;
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
  // Spans are bytes from 1, not characters.
  const bytes = Buffer.from(text);
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return {
    path,
    text,
    lines: text === "" ? 0 : text.endsWith("\n") ? starts.length - 1 : starts.length,
    tree,
    lineOf: (node) => lineAt((node.span?.start ?? 1) - 1),
    linesOf: (node) => lineAt((node.span?.end ?? 1) - 2) - lineAt((node.span?.start ?? 1) - 1) + 1,
  };
}

/** Whether a value is a node of the tree. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Nodes among a value: itself, or those in an array, also wrapped ones such as call arguments. */
export function nodesIn(value: unknown): Node[] {
  if (isNode(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(nodesIn);
  return [];
}

/** Calls `visit` for every node, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  visit(node, parent);
  for (const [field, value] of Object.entries(node)) {
    if (field === "span" || typeof value !== "object" || value === null) continue;
    for (const child of nodesIn(value)) walk(child, visit, node);
  }
}
