import { type Fault, fail, warn } from "./fault.ts";
import type { Edge } from "./layers.ts";
import { isNode, isTest, type Node, nodesIn, type SourceFile, walk } from "./source.ts";

/** The numbers of docs/ARCHITECTURE.md. None is raised in the change that breaks it. */
const gates = {
  fileWarn: 300,
  fileFail: 500,
  function: 120,
  component: 200,
  ownImports: 20,
  members: 8,
} as const;

const functions = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassMethod",
  "PrivateMethod",
  "Constructor",
  "MethodProperty",
]);

/** Length of files and functions, and members of types that things are handed in by. Tests apart. */
export function checkSizes(files: readonly SourceFile[]): Fault[] {
  return files
    .filter((file) => !isTest(file.path))
    .flatMap((file) => [...fileSize(file), ...functionSizes(file), ...memberCounts(file)]);
}

function fileSize(file: SourceFile): Fault[] {
  const mend = "Cut it along a second responsibility; name the new file after that.";
  if (file.lines > gates.fileFail)
    return [fail(file.path, `has ${file.lines} lines (at most ${gates.fileFail})`, mend)];
  if (file.lines > gates.fileWarn) return [warn(file.path, `has ${file.lines} lines (${gates.fileWarn} wanted)`, mend)];
  return [];
}

function functionSizes(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(file.tree, (node, parent) => {
    if (!functions.has(node.type)) return;
    const name = nameOf(node, parent);
    // A component's function may sit in memo(…) or forwardRef(…): then its name is not on the parent, its file's is.
    const component = file.path.endsWith(".tsx") && /^[A-Z]/.test(name ?? baseName(file.path));
    const limit = component ? gates.component : gates.function;
    const lines = file.linesOf(node);
    if (lines > limit) {
      faults.push(
        fail(
          `${file.path}:${file.lineOf(node)}`,
          `${name ?? "a function"} has ${lines} lines (at most ${limit})`,
          component
            ? "Take parts out into components of their own."
            : "Take steps out into functions that say what they do.",
        ),
      );
    }
  });
  return faults;
}

function memberCounts(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(file.tree, (node) => {
    const name = isNode(node.id) && typeof node.id.value === "string" ? node.id.value : "";
    if (!/(Deps|Context|Ports)$/.test(name)) return;
    const count = membersOf(node);
    if (count > gates.members) {
      faults.push(
        fail(
          `${file.path}:${file.lineOf(node)}`,
          `${name} has ${count} members (at most ${gates.members})`,
          "Ask only for what is used here, or group what belongs together into a port with a name.",
        ),
      );
    }
  });
  return faults;
}

function membersOf(node: Node): number {
  if (node.type === "TsInterfaceDeclaration" && isNode(node.body)) return nodesIn(node.body.body).length;
  if (node.type !== "TsTypeAliasDeclaration" || !isNode(node.typeAnnotation)) return 0;
  let count = 0;
  const add = (type: Node) => {
    if (type.type === "TsTypeLiteral") count += nodesIn(type.members).length;
    if (type.type === "TsIntersectionType") for (const part of nodesIn(type.types)) add(part);
  };
  add(node.typeAnnotation);
  return count;
}

/** Files that import more own files than a reader can hold; `main` and `app` join, so they may. */
export function checkFanOut(edges: readonly Edge[]): Fault[] {
  const targets = new Map<string, Set<string>>();
  for (const edge of edges) {
    if (edge.target.kind !== "own" || isTest(edge.from) || /(^|\/)(main|app)\.tsx?$/.test(edge.from)) continue;
    const seen = targets.get(edge.from) ?? new Set<string>();
    targets.set(edge.from, seen.add(edge.target.path));
  }
  return [...targets]
    .filter(([, seen]) => seen.size > gates.ownImports)
    .map(([path, seen]) =>
      fail(
        path,
        `imports ${seen.size} files of ours (at most ${gates.ownImports})`,
        "It joins too much: let a file between them join a part of it.",
      ),
    );
}

function nameOf(node: Node, parent: Node | undefined): string | undefined {
  for (const holder of [node.identifier, node.key, parent?.id, parent?.key]) {
    if (isNode(holder) && typeof holder.value === "string") return holder.value;
  }
  return undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
