import { readFileSync } from "node:fs";

/**
 * When process `pid` started, as `<boot id>:<clock ticks since boot>` (proc(5), stat field 22); null when there is no
 * such process or no /proc. With the pid it names one process for good, since pids are used again.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in field 2 may hold spaces and brackets: count from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie is over; only its parent has not looked yet.
    if (fields[0] === "Z" || fields[19] === undefined) return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}

/** The value of one variable in the environment that process `pid` was started with; null when it cannot be read. */
export function variableOfProcess(pid: number, name: string): string | null {
  try {
    const prefix = `${name}=`;
    const found = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .find((entry) => entry.startsWith(prefix));
    return found?.slice(prefix.length) ?? null;
  } catch {
    return null;
  }
}
