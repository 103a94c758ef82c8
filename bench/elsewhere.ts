import { readdirSync, readFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";

/** Steps that are enough: what comes first has sixty times the share of the processor. */
const aside = 19;

/** This process and all that it has started and that still run. Linux only: elsewhere this process alone. */
export function running(): readonly number[] {
  return withDescendants(process.pid, parents());
}

/**
 * Lets these processes wait for all others: a homeserver is another machine than the one someone reads on, and what it
 * works at is not to be found in the figures of a page. To be called when the browser runs, which would inherit it.
 * What has ended meanwhile is passed over.
 */
export function standAside(pids: readonly number[]): void {
  const niceness = Math.min(19, getPriority() + aside);
  for (const thread of pids.flatMap((pid) => listed(`/proc/${pid}/task`))) {
    try {
      setPriority(Number(thread), niceness);
    } catch {}
  }
}

/** Each process with the one that started it. */
function parents(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const name of listed("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // The name of the program stands in parentheses and may hold any sign.
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      found.set(Number(name), Number(parent));
    } catch {}
  }
  return found;
}

function withDescendants(pid: number, parentOf: ReadonlyMap<number, number>): readonly number[] {
  const children = [...parentOf].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [pid, ...children.flatMap((child) => withDescendants(child, parentOf))];
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
