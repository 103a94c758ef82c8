import type { Fault } from "./fault.ts";
import { checkFanOut, checkSizes } from "./gates.ts";
import { checkLayers, type Edge, readEdges, readTable } from "./layers.ts";
import { checkRatchet, countLoose } from "./ratchet.ts";
import { listCode, readSource, type SourceFile } from "./source.ts";
import type { Outcome } from "./steps.ts";

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
    ...checkRatchet(`${root}/tools/ratchet.json`, countLoose(files)),
  ];
  const outcome = print(faults);
  return {
    ...outcome,
    note: `layers, circles, sizes: ${files.length} files, ${edges.length} imports${outcome.note && `, ${outcome.note}`}`,
  };
}

/** Faults as text: where, what, how to mend. Warnings do not fail. */
export function print(faults: readonly Fault[]): Outcome {
  const fails = faults.filter((fault) => fault.level === "fail");
  const sorted = [...faults].sort((a, b) => a.level.localeCompare(b.level) || a.where.localeCompare(b.where));
  const output = sorted.map((fault) =>
    fault.level === "warn"
      ? `warning: ${fault.where} ${fault.what}`
      : `${fault.where} ${fault.what}\n  → ${fault.mend}`,
  );
  const warnings = faults.length - fails.length;
  const note = [fails.length && `${fails.length} faults`, warnings && `${warnings} warnings`]
    .filter(Boolean)
    .join(", ");
  return { ok: fails.length === 0, note, output: output.join("\n") };
}
