import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix } from "node:path";
import { isNode, type Node, nodesIn, type SourceFile, walk } from "./source.ts";

/** One import as it stands in a file. */
export interface ImportSpec {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export type Target =
  | { readonly kind: "own"; readonly path: string; readonly viaDoor: boolean }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "npm"; readonly name: string }
  | { readonly kind: "unresolved" };

/** A workspace package of the tree. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

/**
 * Everything a file imports: statements, re-exports, `import()`, types by `import("…")`, and `new URL("…",
 * import.meta.url)`, by which workers are started.
 */
export function importsOf(file: SourceFile): ImportSpec[] {
  const found: ImportSpec[] = [];
  const add = (value: unknown, typeOnly: boolean, node: Node) => {
    const specifier = stringOf(value);
    if (specifier !== undefined) found.push({ specifier, typeOnly, line: file.lineOf(node) });
  };
  walk(file.tree, (node) => {
    if (node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration") {
      add(node.source, node.typeOnly === true || allTypes(node.specifiers), node);
    } else if (node.type === "ExportAllDeclaration") {
      add(node.source, node.typeOnly === true, node);
    } else if (node.type === "TsImportType") {
      add(node.argument, true, node);
    } else if (node.type === "CallExpression" && isNode(node.callee)) {
      if (node.callee.type === "Import") add(argumentsOf(node)[0], false, node);
    } else if (node.type === "NewExpression" && isNode(node.callee) && node.callee.value === "URL") {
      const [first, second] = argumentsOf(node);
      const specifier = stringOf(first);
      const fromHere =
        second?.type === "MemberExpression" && isNode(second.object) && second.object.type === "MetaProperty";
      if (fromHere && specifier !== undefined && /\.(ts|tsx|mjs|js)$/.test(specifier)) add(first, false, node);
    }
  });
  return found;
}

/** Reads the packages under `packages/`, `apps/` and `plugins/`, and the root's own as `.`. */
export function readWorkspaces(root: string): Workspace[] {
  const folders = ["packages", "apps", "plugins"].flatMap((group) =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => `${group}/${name}`) : [],
  );
  return ["", ...folders].flatMap((folder) => {
    const path = join(root, folder, "package.json");
    if (!existsSync(path)) return [];
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    return [
      {
        name: String(manifest.name ?? folder),
        folder,
        exports: doorsOf(manifest.exports),
        dependencies: new Set(Object.keys(manifest.dependencies ?? {})),
        devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
      },
    ];
  });
}

function doorsOf(exports: unknown): Record<string, string> {
  if (typeof exports === "string") return { ".": exports };
  const doors: Record<string, string> = {};
  for (const [door, to] of Object.entries(exports ?? {})) if (typeof to === "string") doors[door] = to;
  return doors;
}

/** Where an import of `from` leads. Extensions are written out in this tree, so nothing is guessed. */
export function resolveImport(root: string, from: string, specifier: string, workspaces: readonly Workspace[]): Target {
  const plain = specifier.replace(/\?.*$/, "");
  if (isBuiltin(plain)) return { kind: "node", name: plain };
  if (plain.startsWith(".")) {
    const path = posix.normalize(posix.join(dirname(from), plain));
    return existsSync(join(root, path)) ? { kind: "own", path, viaDoor: false } : { kind: "unresolved" };
  }
  if (plain.startsWith("virtual:")) return { kind: "npm", name: "vite" };
  const name = plain.split("/", plain.startsWith("@") ? 2 : 1).join("/");
  const workspace = workspaces.find((candidate) => candidate.name === name && candidate.folder !== "");
  if (!workspace) return { kind: "npm", name };
  const door = workspace.exports[`.${plain.slice(name.length)}`];
  if (door === undefined) return { kind: "unresolved" };
  return { kind: "own", path: posix.join(workspace.folder, door), viaDoor: true };
}

function argumentsOf(node: Node): Node[] {
  return Array.isArray(node.arguments) ? node.arguments.flatMap((argument) => nodesIn(argument).slice(0, 1)) : [];
}

function allTypes(specifiers: unknown): boolean {
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly === true);
}

function stringOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === "StringLiteral" && typeof value.value === "string") return value.value;
  if (value.type === "TsLiteralType") return stringOf(value.literal);
  return undefined;
}
