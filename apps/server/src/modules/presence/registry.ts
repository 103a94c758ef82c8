import type { Clock } from "@parley/kernel";
import type { PresenceEntry } from "@parley/protocol";

/** One client of an account. */
interface Present {
  readonly account: string;
  entry: PresenceEntry;
  /** How many connections it has open. */
  open: number;
}

const keptMs = 5 * 60_000;
const mostOfOne = 200;
const most = 5_000;

/** Who is there, by account. What is not connected is forgotten after five minutes, or where there is no room. */
export function createRegistry(clock: Clock) {
  const all = new Map<string, Present>();
  const nameOf = (account: string, key: string) => `${account} ${key.trim().toLowerCase()}`;

  const forget = (account: string) => {
    const now = clock.now();
    for (const [name, { entry, open }] of all) if (open === 0 && now - entry.ts >= keptMs) all.delete(name);
    const theirs = [...all].filter(([, present]) => present.account === account && present.open === 0);
    const idle =
      theirs.length > mostOfOne ? theirs : all.size > most ? [...all].filter(([, { open }]) => open === 0) : [];
    const [oldest] = idle.sort(([, a], [, b]) => a.entry.ts - b.entry.ts);
    if (oldest) all.delete(oldest[0]);
  };

  const put = (account: string, key: string, entry: Omit<PresenceEntry, "ts">, opened: number): void => {
    const name = nameOf(account, key);
    const known = all.get(name);
    const next = { ...known?.entry, ...entry, ts: clock.now() };
    if (known) Object.assign(known, { entry: next, open: known.open + opened });
    else all.set(name, { account, entry: next, open: opened });
    forget(account);
  };

  return {
    put,
    leave(account: string, key: string): void {
      const known = all.get(nameOf(account, key));
      if (!known) return;
      known.open--;
      if (known.open === 0) known.entry = { ...known.entry, reason: "disconnect", ts: clock.now() };
    },
    /** Newest first. */
    of(account: string): PresenceEntry[] {
      forget(account);
      return [...all.values()]
        .filter((present) => present.account === account)
        .map(({ entry }) => entry)
        .sort((a, b) => b.ts - a.ts);
    },
  };
}
