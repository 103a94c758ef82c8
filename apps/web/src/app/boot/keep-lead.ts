import { effect, type Scope } from "@parley/kernel";
import type { Session } from "@parley/matrix";

/** What belongs to this tab and outlives a reload: `sessionStorage`, or a map in tests. A copy of the tab has it, too. */
export interface TabMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const key = "parley.leads";

/** A tab: what it remembers, and whether this page is one that it has loaded again. */
export interface Tab {
  readonly memory: TabMemory;
  readonly reloaded: boolean;
}

/**
 * A tab that held the account's client before it was reloaded takes it up again: meanwhile another tab that waited has
 * got it, and nobody chose that. One that has let go does not ask for it, nor does the copy of one that holds it.
 */
export function keepLead(session: Session, tab: Tab, scope: Scope): void {
  const { memory } = tab;
  const { userId } = session.account;
  let reloaded = tab.reloaded && memory.getItem(key) === userId;
  const stop = effect(() => {
    const { state } = session.connection.value;
    if (state !== "elsewhere") {
      // Nothing of who was here stays in the tab.
      if (state === "signed-out") memory.removeItem(key);
      else memory.setItem(key, userId);
    } else if (reloaded) {
      // Out of the effect: it writes signals that this must not depend on. It may fail: then the page offers the same.
      queueMicrotask(() => void session.takeOver().catch(() => {}));
    } else memory.removeItem(key);
    reloaded = false;
  });
  scope.onEnd(stop);
}

/** Whether this page is one that its tab has loaded again; not a new one, nor that of a duplicated or reopened tab. */
export function wasReloaded(times: { getEntriesByType(type: string): readonly object[] }): boolean {
  const [entry] = times.getEntriesByType("navigation");
  return entry !== undefined && "type" in entry && entry.type === "reload";
}
