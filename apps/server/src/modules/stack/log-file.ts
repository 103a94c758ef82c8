import { appendFileSync, closeSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";

const rotateAt = 5_000_000;
const tailBytes = 262_144;

/** Appends lines to a file of at most 5 MB, keeping one older. A full disk costs lines, never the server. */
export function createLogFile(path: string): (line: string) => void {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    try {
      if (size > rotateAt) {
        // Counted from here also when it could not be moved: one that somebody took away must not end the log.
        size = 0;
        renameSync(path, `${path}.1`);
      }
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
      size += line.length + 1;
    } catch {
      // Said by the part's state when it matters.
    }
  };
}

/** The last `count` lines of a program's log and of what it said besides, the latter last; neither hides the other. */
export function tailOfBoth(log: string, output: string, count: number): string[] {
  const said = tailOfFile(output, Math.ceil(count / 2));
  return [...tailOfFile(log, count - said.length), ...said];
}

/** The last `count` lines of a file, oldest first, from its last 256 KiB; none when it does not exist. */
export function tailOfFile(path: string, count: number): string[] {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString("utf8").split("\n");
    if (size > tailBytes) lines.shift();
    return count > 0 ? lines.filter((line) => line !== "").slice(-count) : [];
  } finally {
    closeSync(file);
  }
}
