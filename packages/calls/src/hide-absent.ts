import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { Participant } from "./contract.ts";

/** Whoever has a place and is not at LiveKit for so long is not there: a crash, or a call elsewhere. Architecture 11.5. */
const absentMs = 20_000;

/**
 * The same participants without those who have been waited for in vain; they come back when they do. While one's own
 * connection is broken nothing is known of others.
 */
export function hideAbsent(
  all: ReadonlySignal<readonly Participant[]>,
  clock: Clock,
  scope: Scope,
): ReadonlySignal<readonly Participant[]> {
  const shown = signal<readonly Participant[]>([]);
  const since = new Map<string, number>();
  let cancel = () => {};
  const look = () => {
    cancel();
    const now = clock.now();
    const cutOff = all.peek().some((one) => one.own && one.lost);
    const waiting = all.peek().filter((one) => one.waiting && !one.own && !cutOff);
    const names = new Set(waiting.map((one) => one.identity));
    for (const identity of [...since.keys()]) if (!names.has(identity)) since.delete(identity);
    for (const identity of names) if (!since.has(identity)) since.set(identity, now);
    const absent = (identity: string) => now - (since.get(identity) ?? now) >= absentMs;
    shown.value = all.peek().filter((one) => !absent(one.identity));
    const next = [...since.values()].filter((from) => now - from < absentMs).map((from) => from + absentMs - now);
    if (next.length > 0) cancel = clock.after(Math.min(...next), look);
  };
  scope.onEnd(all.subscribe(look));
  scope.onEnd(() => cancel());
  return shown;
}
