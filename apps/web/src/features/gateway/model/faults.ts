import { AppError } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";

/** What is wrong with the file, and where. */
export interface Fault {
  /** Of the file that is shown; null: it stands somewhere else, which `place` says. */
  readonly line: number | null;
  readonly place: string;
  /** The setting, by its name; empty: the whole file. */
  readonly setting: string;
  readonly message: string;
}

type Issue = ResultOf<"config.get">["issues"][number];

/** The server's words about a file, line by line. `file`: where it lies. */
export function faultsOf(issues: readonly Issue[], file: string): readonly Fault[] {
  return issues.map(({ at, path, message }) => {
    const line = at.startsWith(`${file}:`) ? Number(at.slice(file.length + 1)) : Number.NaN;
    return {
      line: Number.isInteger(line) ? line : null,
      place: at,
      setting: path,
      message: path === "" ? message : `${path} ${message}`,
    };
  });
}

/** The faults for which a write was refused; none: it failed for something else. */
export function faultsIn(thrown: unknown, file: string): readonly Fault[] {
  const issues: unknown = thrown instanceof AppError ? thrown.details?.issues : undefined;
  if (!Array.isArray(issues)) return [];
  const read = issues.map((issue) => {
    const { at, path, message } = Object(issue);
    return { at: String(at ?? ""), path: String(path ?? ""), message: String(message ?? "") };
  });
  return faultsOf(read, file);
}

/** Where a line (from 1) begins and ends in a text. */
export function spanOfLine(text: string, line: number): readonly [start: number, end: number] {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return [start, end < 0 ? text.length : end];
}

/** What the server puts where a secret stands. A text with it is never sent back. */
const leftOut = "[redacted]";

/** The lines from which a secret was left out. */
export function linesLeftOut(text: string): readonly number[] {
  return text.split("\n").flatMap((line, at) => (line.includes(leftOut) ? [at + 1] : []));
}

/** Whether a text has comments, which are lost when single settings are written. */
export function hasComments(text: string): boolean {
  const bare = text.replaceAll(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/gu, "");
  return /\/[/*]/u.test(bare);
}
