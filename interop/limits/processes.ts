import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** Processor time of a process and of all that it started, in seconds. */
function cpuSeconds(root: number): number {
  const children = new Map<number, number[]>();
  const times = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const line = statOf(name);
    if (line === null) continue;
    // What stands before the last bracket may hold blanks.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    times.set(Number(name), Number(fields[11]) + Number(fields[12]));
  }
  const sum = (pid: number): number =>
    (times.get(pid) ?? 0) + (children.get(pid) ?? []).map(sum).reduce((all, one) => all + one, 0);
  return sum(root) / ticksPerSecond;
}

function statOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // It ended meanwhile.
    return null;
  }
}

/** What each of these takes while `work` goes on, in % of one core. */
export async function cpuWhile(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<void>,
): Promise<Record<string, number>> {
  const begun = performance.now();
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuSeconds(pid)] as const);
  await work();
  const seconds = (performance.now() - begun) / 1000;
  return Object.fromEntries(
    before.map(([name, pid, from]) => [name, Math.max(0, ((cpuSeconds(pid) - from) / seconds) * 100)]),
  );
}
