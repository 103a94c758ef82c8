/** What a line of the server's log is worth, from little to much. */
export const levels = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** A line of the log, as people read it. */
export interface LogLine {
  readonly id: number;
  /** Null: the line is none of the server's own. */
  readonly level: Level | null;
  /** Milliseconds since the epoch. */
  readonly at: number | null;
  readonly message: string;
  /** What else it says, as `name=value`. */
  readonly more: string;
  /** Lines before it were not fetched. */
  readonly gap: boolean;
}

/** Reads a line; what is no JSON of ours stays as it is. */
export function readLine(text: string, id: number, gap: boolean): LogLine {
  const { time, level, message, ...fields } = fieldsOf(text);
  if (typeof message !== "string") return { id, level: null, at: null, message: text, more: "", gap };
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  // As on the command line: what is null says nothing.
  const said = Object.entries(fields).filter(([, value]) => value !== null);
  const more = said.map(([name, value]) => `${name}=${shown(value)}`);
  return {
    id,
    level: levels.find((one) => one === level) ?? null,
    at: Number.isNaN(at) ? null : at,
    message,
    more: more.join(" "),
    gap,
  };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Lines of this level and above that hold every word, whatever their case. Lines of no level are at every one. */
export function findLines(lines: readonly LogLine[], least: Level, words: string): readonly LogLine[] {
  const from = levels.indexOf(least);
  const terms = words.toLowerCase().split(/\s+/u).filter(Boolean);
  return lines.filter((line) => {
    if (line.level !== null && levels.indexOf(line.level) < from) return false;
    const text = `${line.message} ${line.more}`.toLowerCase();
    return terms.every((term) => text.includes(term));
  });
}

/** As it is copied: in the words of the command line, with the time of UTC. */
export function textOfLine({ at, level, message, more }: LogLine): string {
  const time = at === null ? [] : [new Date(at).toISOString()];
  const name = level === null ? [] : [level.toUpperCase().padEnd(5)];
  return [...time, ...name, message, ...(more === "" ? [] : [more])].join(" ");
}
