import { effect, type Scope } from "@parley/kernel";
import type { Session } from "@parley/matrix";

/** What belongs to this tab alone and outlives a reload: `sessionStorage`, or a map in tests. */
export interface TabMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const key = "parley.leads";

/**
 * A tab that held the account's client before it was reloaded takes it up again: meanwhile another tab that waited has
 * got it, and nobody chose that. One that has let go does not ask for it.
 */
export function keepLead(session: Session, memory: TabMemory, scope: Scope): void {
  const { userId } = session.account;
  let reloaded = memory.getItem(key) === userId;
  const stop = effect(() => {
    const { state } = session.connection.value;
    if (state !== "elsewhere") {
      if (state !== "signed-out") memory.setItem(key, userId);
    } else if (reloaded) {
      // Out of the effect: it writes signals that this must not depend on. It may fail: then the page offers the same.
      queueMicrotask(() => void session.takeOver().catch(() => {}));
    } else memory.removeItem(key);
    reloaded = false;
  });
  scope.onEnd(stop);
}
