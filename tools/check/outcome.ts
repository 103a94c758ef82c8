import type { Fault } from "./fault.ts";

/** How a step ended. */
export interface Outcome {
  readonly ok: boolean;
  readonly note: string;
  readonly output: string;
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
