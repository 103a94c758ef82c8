import { open } from "node:fs/promises";

/** A piece of a log, in whole lines. */
export interface LogPiece {
  /** Where the next piece begins, in bytes. */
  readonly cursor: number;
  readonly size: number;
  readonly lines: readonly string[];
  /** Lines were left out before these. */
  readonly truncated: boolean;
  /** The cursor stood behind the end: another file was begun. */
  readonly reset: boolean;
}

const newline = 0x0a;

/** Reads a file of lines from a byte on, the last of it where it is too much. A file that is not there is empty. */
export async function readLines(
  path: string,
  asked: { readonly cursor: number | null; readonly limit: number; readonly maxBytes: number },
): Promise<LogPiece> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return { cursor: 0, size: 0, lines: [], truncated: false, reset: (asked.cursor ?? 0) > 0 };
  try {
    const { size } = await file.stat();
    const reset = asked.cursor !== null && asked.cursor > size;
    const from = asked.cursor === null || reset ? 0 : asked.cursor;
    const start = Math.max(from, size - asked.maxBytes);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const bytes = buffer.subarray(0, bytesRead);
    // What was cut off begins somewhere in a line, and so may a cursor of somebody who guesses.
    const isCut = start > 0 && !(await isNewline(file, start - 1));
    const first = isCut ? bytes.indexOf(newline) + 1 : 0;
    const end = bytes.lastIndexOf(newline) + 1;
    const text = end > first ? bytes.subarray(first, end - 1).toString("utf8") : null;
    const all = text === null ? [] : text.split("\n");
    const lines = all.slice(-asked.limit);
    return {
      // A line that is being written is read when it is whole; one that is longer than an answer is passed over.
      cursor: end > 0 || bytesRead < asked.maxBytes ? start + end : start + bytesRead,
      size,
      lines,
      truncated: start > from || lines.length < all.length,
      reset,
    };
  } finally {
    await file.close();
  }
}

async function isNewline(file: Awaited<ReturnType<typeof open>>, at: number): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, at);
  return bytesRead === 1 && buffer[0] === newline;
}
