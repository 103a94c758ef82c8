import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock, Log, LogFields } from "@parley/kernel";
import type { Redactor } from "../call.ts";

/** A place for finished lines. */
export interface LineSink {
  /** Answers whether the line is kept. `shown`: a terminal has it already, so that it need not go elsewhere. */
  write(line: string, shown?: boolean): boolean;
  /** The last `count` lines, oldest first. */
  tail(count: number): readonly string[];
  close(): void;
}

const fileBytes = 10 * 1024 * 1024;
const filesKept = 5;
/** Until a file that could not be opened is tried again. */
const retryMs = 5_000;
const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

/**
 * Appends to a file of mode 0600; at `maxBytes` it becomes `.1`, at most `keep` of them. A full disk loses lines, not the
 * server; while the file cannot be opened those not `shown` go to `fallback`, and it is tried again every 5 s. Throws when it cannot
 * be opened the first time.
 */
export function createFileSink(
  path: string,
  {
    maxBytes = fileBytes,
    keep = filesKept,
    now,
    fallback,
  }: {
    readonly maxBytes?: number;
    readonly keep?: number;
    readonly now: () => number;
    readonly fallback: (line: string) => void;
  },
): LineSink {
  // Null while nothing is open: a closed number soon belongs to the database or somebody's socket.
  let file: number | null = null;
  let size = 0;
  let retryAt = 0;

  const open = () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = openSync(path, "a", 0o600);
    file = opened;
    size = fstatSync(opened).size;
  };
  const close = () => {
    const opened = file;
    file = null;
    if (opened !== null) closeSync(opened);
  };
  const rotate = () => {
    close();
    for (let number = keep - 1; number >= 1; number--) {
      try {
        renameSync(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      } catch {
        // That many have not been written yet.
      }
    }
  };
  open();

  return {
    write(line, shown = false) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        if (file !== null && size > 0 && size + bytes.length > maxBytes) rotate();
        if (file === null && now() >= retryAt) open();
      } catch {
        retryAt = now() + retryMs;
      }
      if (file === null) {
        if (!shown) fallback(line);
        return false;
      }
      try {
        size += writeSync(file, bytes);
        return true;
      } catch {
        // Nowhere to say it: the log is what failed.
        return false;
      }
    },
    tail(count) {
      try {
        return readFileSync(path, "utf8").split("\n").slice(0, -1).slice(-count);
      } catch {
        return [];
      }
    },
    close() {
      retryAt = Number.POSITIVE_INFINITY;
      close();
    },
  };
}

const partBytes = 5_000_000;

/** The lines of a program beside us, opened with the first one and again when it could not be; one older file is kept. */
export function createPartLog(path: string, now: () => number): (line: string) => void {
  let sink: LineSink | null = null;
  return (line) => {
    try {
      sink ??= createFileSink(path, { maxBytes: partBytes, keep: 2, now, fallback: () => {} });
    } catch {
      // Said by the part's state when it matters.
      return;
    }
    sink.write(line);
  };
}

/**
 * JSON lines to `file`, short lines for people to `terminal`; both redacted. `debug` goes to the file only; a stack too,
 * unless the file does not take it.
 */
export function createLog(deps: {
  clock: Clock;
  redactor: Redactor;
  file: LineSink;
  terminal: (line: string) => void;
}): Log {
  const at = (fields: LogFields): Log => {
    const write = (level: Level, message: string, more: LogFields = {}) => {
      const all = { ...fields, ...more };
      const now = new Date(deps.clock.now()).toISOString();
      const row = JSON.stringify({ time: now, level, message, ...all });
      const kept = deps.file.write(deps.redactor.redact(row), level !== "debug");
      if (level === "debug") return;
      const shown = Object.entries(all)
        .filter(([name, value]) => value !== undefined && value !== null && !(kept && name === "stack"))
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(" ");
      const sign = level === "info" ? "" : `${level}: `;
      deps.terminal(deps.redactor.redact(`${now.slice(11, 19)} ${sign}${message}${shown === "" ? "" : `  ${shown}`}`));
    };
    return {
      debug: (message, more) => write("debug", message, more),
      info: (message, more) => write("info", message, more),
      warn: (message, more) => write("warn", message, more),
      error: (message, more) => write("error", message, more),
      child: (more) => at({ ...fields, ...more }),
    };
  };
  return at({});
}
