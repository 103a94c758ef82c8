import { checkFanOut, checkSizes } from "./gates.ts";
import { checkLayers, type Edge, readEdges, readTable } from "./layers.ts";
import { checkLockfile } from "./lockfile.ts";
import { type Outcome, print } from "./outcome.ts";
import { checkPorts, checkReadmes } from "./ports.ts";
import { checkRatchet, countLoose } from "./ratchet.ts";
import { listCode, readSource, type SourceFile } from "./source.ts";

const folders = ["packages", "apps", "plugins", "tools", "e2e", "bench"];

/** Every code file of the tree, parsed, with its imports resolved. */
export function readAll(root: string): { files: SourceFile[]; edges: Edge[] } {
  const files = listCode(root, folders).map((path) => readSource(root, path));
  return { files, edges: readEdges(root, files) };
}

/** Layers, circles, sizes and the ratchet, on one reading of the tree. */
export function code(root: string): Outcome {
  const { files, edges } = readAll(root);
  const faults = [
    ...checkLayers(root, files, edges, readTable(`${root}/tools/layers.json`)),
    ...checkSizes(files),
    ...checkFanOut(edges),
    ...checkPorts(files),
    ...checkReadmes(root),
    ...checkLockfile(`${root}/package-lock.json`),
    ...checkRatchet(`${root}/tools/ratchet.json`, countLoose(files)),
  ];
  const outcome = print(faults);
  return {
    ...outcome,
    note: `layers, circles, sizes: ${files.length} files, ${edges.length} imports${outcome.note && `, ${outcome.note}`}`,
  };
}
