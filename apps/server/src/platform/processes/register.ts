import { type Clock, type Log, messageOf, sleep } from "@parley/kernel";
import type { Files } from "../data-folder-files.ts";
import { processStart, variableOfProcess } from "./identity.ts";

/** Carried by every child, so that one can be told from a stranger with the same pid. */
export const ownerVariable = "PARLEY_CHILD_OF";

interface Row {
  readonly name: string;
  readonly pid: number;
  readonly start: string;
}

/** Until the file is tried again after it could not be written. */
const retryMs = 5_000;

/**
 * The children of this data folder that may be alive, in a file of mode 0600. A disk that is full does not hold up who
 * starts or ends them: the file is written when it can be.
 */
export interface ChildRegister {
  add(name: string, pid: number): void;
  remove(pid: number): void;
  /**
   * Ends children that an earlier run left behind, 3 s after asking by force. A process is touched only when pid, start
   * time and data folder all match.
   */
  endOrphans(): Promise<readonly string[]>;
}

/** `file` is the register of the data folder `owner`. Nothing of an earlier run is forgotten before `endOrphans`. */
export function createChildRegister(
  files: Files,
  file: string,
  owner: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): ChildRegister {
  let rows: readonly Row[] = readRows(files, file);
  let cancelRetry: (() => void) | null = null;
  const write = () => {
    const again = cancelRetry !== null;
    cancelRetry?.();
    cancelRetry = null;
    try {
      files.write(file, `${JSON.stringify(rows)}\n`);
    } catch (thrown) {
      cancelRetry = clock.after(retryMs, write);
      // Said once, not at every try.
      if (!again) log.warn("the register of children could not be written", { error: messageOf(thrown) });
    }
  };
  const save = (next: readonly Row[]) => {
    rows = next;
    write();
  };
  const isAlive = (row: Row) =>
    processStart(row.pid) === row.start && variableOfProcess(row.pid, ownerVariable) === owner;
  return {
    add(name, pid) {
      const start = processStart(pid);
      if (start !== null) save([...rows, { name, pid, start }]);
    },
    remove(pid) {
      if (rows.some((row) => row.pid === pid)) save(rows.filter((row) => row.pid !== pid));
    },
    async endOrphans() {
      const orphans = rows.filter(isAlive);
      for (const row of orphans) kill(row.pid, "SIGTERM");
      const until = clock.now() + 3000;
      while (orphans.some(isAlive) && clock.now() < until) await sleep(clock, 25);
      for (const row of orphans.filter(isAlive)) kill(row.pid, "SIGKILL");
      while (orphans.some(isAlive) && clock.now() < until + 1000) await sleep(clock, 25);
      if (rows.length > 0) save([]);
      return orphans.map((row) => row.name);
    },
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in between.
  }
}

function readRows(files: Files, file: string): readonly Row[] {
  try {
    const value: unknown = JSON.parse(files.read(file) ?? "[]");
    return Array.isArray(value) ? value.filter(isRow) : [];
  } catch {
    return [];
  }
}

function isRow(value: unknown): value is Row {
  if (typeof value !== "object" || value === null) return false;
  const { name, pid, start } = value as Record<string, unknown>;
  return typeof name === "string" && typeof pid === "number" && typeof start === "string";
}
