/** One measured quantity of a run. */
export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "MiB" | "KB" | "parts";
  readonly values: readonly number[];
  /** What it must not exceed, by design or budget. */
  readonly limit?: number;
  /** What is held against the limit; the median unless said. */
  readonly of?: "p95" | "max";
  /** The floor or peer of the same run that it is compared with. */
  readonly floor?: { readonly name: string; readonly values: readonly number[] };
}

/** The middle value; of an even count the lower of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value that a limit is held against. */
function judged({ values, of }: Figure): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (of === "max") return sorted.at(-1) ?? Number.NaN;
  if (of === "p95") return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
  return median(values);
}

/** A table for people, one line a figure. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    range(figure.values, figure.unit),
    figure.floor ? `${range(figure.floor.values, figure.unit)} (${figure.floor.name})` : "",
    figure.floor ? `× ${(median(figure.values) / median(figure.floor.values)).toFixed(2)}` : "",
    figure.limit === undefined ? "" : verdict(figure, figure.limit),
  ]);
  const head = ["figure", "min / median / max", "floor", "ratio", "limit"];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line)].join("\n");
}

function verdict(figure: Figure, limit: number): string {
  const value = judged(figure);
  const said = figure.of === undefined ? "" : ` (${figure.of} ${value.toFixed(0)})`;
  return `${value <= limit ? "≤" : "OVER"} ${limit}${said}`;
}

/** Figures that are over their limit. */
export function overLimit(figures: readonly Figure[]): readonly Figure[] {
  return figures.filter((figure) => figure.limit !== undefined && !(judged(figure) <= figure.limit));
}

function range(values: readonly number[], unit: string): string {
  const show = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  if (values.length === 1) return `${show(median(values))} ${unit}`;
  return `${show(Math.min(...values))} / ${show(median(values))} / ${show(Math.max(...values))} ${unit}`;
}
