import { readFileSync } from "node:fs";
import { type Fault, fail } from "./fault.ts";
import { type ImportSpec, importsOf, readWorkspaces, resolveImport, type Target, type Workspace } from "./imports.ts";
import { isTest, type SourceFile } from "./source.ts";

interface Layer {
  readonly name: string;
  readonly folder: string;
  readonly door?: string;
  readonly imports: readonly string[];
  readonly types?: readonly string[];
  readonly byPath?: readonly string[];
  readonly npm: "declared";
  readonly node?: boolean;
}

/** `tools/layers.json`: the import table as data. */
export interface LayerTable {
  readonly layers: readonly Layer[];
  /** npm packages that only the named layers may import. */
  readonly only: Readonly<Record<string, readonly string[]>>;
  readonly tests: { readonly imports: readonly string[] };
  /** Fewer files or imports than these mean that the check itself is blind. */
  readonly plausible: { readonly files: number; readonly imports: number };
}

/** One resolved import. */
export interface Edge {
  readonly from: string;
  readonly spec: ImportSpec;
  readonly target: Target;
}

/** Where a file belongs: its layer, and for a `*` folder which of the siblings. */
interface Place {
  readonly layer: Layer;
  readonly home: string;
}

/** Reads the table. Throws when it names a layer that it does not define. */
export function readTable(path: string): LayerTable {
  const table: LayerTable = JSON.parse(readFileSync(path, "utf8"));
  const names = new Set(table.layers.map((layer) => layer.name));
  for (const layer of table.layers) {
    for (const other of [...layer.imports, ...(layer.types ?? [])]) {
      if (!names.has(other)) throw new Error(`${path}: ${layer.name} may import ${other}, which is no layer`);
    }
  }
  return table;
}

/** All imports of the files, resolved. */
export function readEdges(root: string, files: readonly SourceFile[]): Edge[] {
  const workspaces = readWorkspaces(root);
  return files.flatMap((file) =>
    importsOf(file).map((spec) => ({
      from: file.path,
      spec,
      target: resolveImport(root, file.path, spec.specifier, workspaces),
    })),
  );
}

/** Edges outside the table, doors that were passed by, circles, and a check that sees too little. */
export function checkLayers(
  root: string,
  files: readonly SourceFile[],
  edges: readonly Edge[],
  table: LayerTable,
): Fault[] {
  const workspaces = readWorkspaces(root);
  const faults: Fault[] = [];
  if (files.length < table.plausible.files || edges.length < table.plausible.imports) {
    faults.push(
      fail(
        "tools/layers.json",
        `the layer check saw only ${files.length} files and ${edges.length} imports`,
        "The parser or the file list is broken: no finding would be worth anything. Mend that first.",
      ),
    );
  }
  for (const file of files) {
    if (!placeOf(file.path, table)) {
      faults.push(
        fail(file.path, "belongs to no layer", "Move it, or add its folder to tools/layers.json with a decision."),
      );
    }
  }
  for (const edge of edges) {
    const fault = judge(edge, table, workspaces);
    if (fault) faults.push(fault);
  }
  return [...faults, ...circlesOf(edges)];
}

function judge(edge: Edge, table: LayerTable, workspaces: readonly Workspace[]): Fault | undefined {
  const { from, spec, target } = edge;
  const where = `${from}:${spec.line}`;
  const place = placeOf(from, table);
  if (!place) return undefined;
  const test = isTest(from);
  if (target.kind === "unresolved") return unresolved(where, spec, workspaces);
  if (target.kind === "node") {
    if (place.layer.node || test) return undefined;
    return fail(
      where,
      `${place.layer.name} imports ${target.name}`,
      "It must run in browsers too: ask for a small port and let an entry file hand it in.",
    );
  }
  if (target.kind === "npm") return judgeNpm(where, place.layer, target.name, from, test, table, workspaces);
  const to = placeOf(target.path, table);
  if (!to) {
    const same = workspaceOf(target.path, workspaces) === workspaceOf(from, workspaces);
    return same
      ? undefined
      : fail(
          where,
          `imports ${target.path}, which belongs to no layer`,
          "Import code of ours through a package's door.",
        );
  }
  return judgeOwn(where, place, to, edge, test, table, workspaces);
}

function judgeOwn(
  where: string,
  from: Place,
  to: Place,
  edge: Edge,
  test: boolean,
  table: LayerTable,
  workspaces: readonly Workspace[],
): Fault | undefined {
  if (edge.target.kind !== "own") return undefined;
  const { path, viaDoor } = edge.target;
  if (isTest(path) && !test)
    return fail(where, `imports ${path}, which is for tests`, "Move what is needed out of testing/.");
  if (from.home === to.home) return undefined;
  const ownPackage = workspaceOf(edge.from, workspaces);
  const samePackage = ownPackage === workspaceOf(path, workspaces);
  if (test && samePackage && ownPackage !== "") return undefined;
  if (!samePackage && !viaDoor && !from.layer.byPath?.includes(to.layer.name)) {
    return fail(where, `reaches into ${path} by a path`, `Import it through its package's door, or export it there.`);
  }
  const name = to.layer.name;
  const allowed =
    from.layer.imports.includes(name) ||
    (edge.spec.typeOnly && from.layer.types?.includes(name)) ||
    (test && (table.tests.imports.includes(name) || viaDoor));
  if (!allowed) return fail(where, forbidden(from, to, edge), mendFor(from, to));
  if (to.layer.door && path !== `${to.home}/${to.layer.door}`) {
    return fail(
      where,
      `passes by the door of ${to.home}`,
      `Import from ${to.home}/${to.layer.door}, and export there what is meant for others.`,
    );
  }
  return undefined;
}

function forbidden(from: Place, to: Place, edge: Edge): string {
  const what = edge.spec.typeOnly ? "a type of " : "";
  return `${from.home} imports ${what}${to.home} (${from.layer.name} → ${to.layer.name})`;
}

function mendFor(from: Place, to: Place): string {
  if (from.layer.name === to.layer.name && from.layer.name === "web/features") {
    return "Features do not import each other: offer it through a typed slot that app/ fills, or move it to web/shared when two use it.";
  }
  if (from.layer.name === to.layer.name && from.layer.name === "server/modules") {
    return "Modules do not import each other: declare the small interface that is needed here and let app.ts hand the other's service in, or send an event.";
  }
  if (from.layer.types?.includes(to.layer.name))
    return "Only its types may be imported here: write `import type`, or have the value handed in.";
  if (to.layer.name === "testkit") return "testkit is for tests, e2e and bench only.";
  const may = [...from.layer.imports, ...(from.layer.types ?? []).map((name) => `types of ${name}`)];
  return `${from.layer.name} may import ${may.length === 0 ? "nothing of ours" : may.join(", ")}. Turn the dependency round: ask for an interface and have it handed in.`;
}

function judgeNpm(
  where: string,
  layer: Layer,
  name: string,
  from: string,
  test: boolean,
  table: LayerTable,
  workspaces: readonly Workspace[],
): Fault | undefined {
  const only = table.only[name];
  if (only && !only.includes(layer.name)) {
    return fail(
      where,
      `${layer.name} imports ${name}`,
      `Only ${only.join(", ")} may: use what @parley/${only[0]} offers, or add what is missing there.`,
    );
  }
  const own = workspaces.find((candidate) => candidate.folder === workspaceOf(from, workspaces));
  const top = workspaces.find((candidate) => candidate.folder === "");
  const development =
    test || ["testkit", "e2e", "bench", "web/dev"].includes(layer.name) || layer.name.startsWith("tools");
  const declared =
    own?.dependencies.has(name) || (development && (own?.devDependencies.has(name) || top?.devDependencies.has(name)));
  // Types of a development package (`@types/…`, `csstype`) come through the package that they describe.
  if (declared) return undefined;
  return fail(
    where,
    `imports ${name}, which ${own?.name ?? "its package"} does not declare`,
    `Add it to ${own?.folder || "."}/package.json, or do without.`,
  );
}

function unresolved(where: string, spec: ImportSpec, workspaces: readonly Workspace[]): Fault {
  const workspace = workspaces.find((candidate) => spec.specifier.startsWith(`${candidate.name}/`));
  if (workspace) {
    const doors = Object.keys(workspace.exports).map((door) => workspace.name + door.slice(1));
    return fail(
      where,
      `passes by the door of ${workspace.name}: ${spec.specifier}`,
      `Import from ${doors.join(" or ")}.`,
    );
  }
  return fail(where, `cannot find ${spec.specifier}`, "Write the path with its extension.");
}

/** The layer with the longest folder that holds the path. */
function placeOf(path: string, table: LayerTable): Place | undefined {
  let best: Place | undefined;
  for (const layer of table.layers) {
    const pattern = layer.folder.split("/");
    const parts = path.split("/");
    if (parts.length <= pattern.length) continue;
    if (!pattern.every((part, at) => part === "*" || part === parts[at])) continue;
    const home = parts.slice(0, pattern.length).join("/");
    if (!best || pattern.length > best.layer.folder.split("/").length) best = { layer, home };
  }
  return best;
}

function workspaceOf(path: string, workspaces: readonly Workspace[]): string {
  return workspaces.find((one) => one.folder !== "" && path.startsWith(`${one.folder}/`))?.folder ?? "";
}

/** Circles among own files, type imports included; one shortest circle for each knot. */
function circlesOf(edges: readonly Edge[]): Fault[] {
  const graph = new Map<string, Map<string, Edge>>();
  for (const edge of edges) {
    if (edge.target.kind !== "own") continue;
    const outgoing = graph.get(edge.from) ?? new Map<string, Edge>();
    if (!outgoing.has(edge.target.path)) outgoing.set(edge.target.path, edge);
    graph.set(edge.from, outgoing);
  }
  const faults: Fault[] = [];
  const reported = new Set<string>();
  for (const start of graph.keys()) {
    if (reported.has(start)) continue;
    const circle = shortestCircle(start, graph);
    if (!circle) continue;
    for (const path of circle) reported.add(path);
    const first = graph.get(start)?.get(circle[1] ?? start);
    faults.push(
      fail(
        `${start}:${first?.spec.line ?? 1}`,
        `a circle: ${[...circle, start].join(" → ")}`,
        "Move what both need (often a type) into a file of its own that imports neither, or have one handed to the other.",
      ),
    );
  }
  return faults;
}

function shortestCircle(start: string, graph: ReadonlyMap<string, ReadonlyMap<string, Edge>>): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const next of graph.get(path)?.keys() ?? []) {
      if (next === start) {
        const circle = [path];
        for (let at = path; at !== start; ) {
          at = cameFrom.get(at) ?? start;
          circle.unshift(at);
        }
        return circle;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, path);
      queue.push(next);
    }
  }
  return undefined;
}
