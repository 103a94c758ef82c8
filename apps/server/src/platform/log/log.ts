import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock, Log, LogFields } from "@parley/kernel";
import type { Redactor } from "../call.ts";

/** A place for finished lines. */
export interface LineSink {
  write(line: string): void;
  /** The last `count` lines, oldest first. */
  tail(count: number): readonly string[];
  close(): void;
}

const fileBytes = 10 * 1024 * 1024;
const filesKept = 5;
const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

/** Appends to a file of mode 0600; at `maxBytes` it becomes `.1`, at most `keep` of them. A full disk loses lines, not the server. */
export function createFileSink(path: string, { maxBytes = fileBytes, keep = filesKept } = {}): LineSink {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file = openSync(path, "a", 0o600);
  let size = fstatSync(file).size;

  const rotate = () => {
    closeSync(file);
    for (let number = keep - 1; number >= 1; number--) {
      try {
        renameSync(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      } catch {
        // That many have not been written yet.
      }
    }
    file = openSync(path, "a", 0o600);
    size = fstatSync(file).size;
  };

  return {
    write(line) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        if (size > 0 && size + bytes.length > maxBytes) rotate();
        size += writeSync(file, bytes);
      } catch {
        // Nowhere to say it: the log is what failed.
      }
    },
    tail(count) {
      const lines = readFileSync(path, "utf8").split("\n");
      return lines.slice(0, -1).slice(-count);
    },
    close: () => closeSync(file),
  };
}

/** JSON lines to `file`, short lines for people to `terminal`; both redacted. `debug` goes to the file only. */
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
      deps.file.write(deps.redactor.redact(JSON.stringify({ time: now, level, message, ...all })));
      if (level === "debug") return;
      const shown = Object.entries(all)
        .filter(([name, value]) => value !== undefined && value !== null && name !== "stack")
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
