import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const tailBytes = 262_144;

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
