/**
 * The owner of a lifetime: subscriptions, timers and children bind to it, and it ends once.
 * Cleanups run in reverse order of binding; one that throws does not hold back the others.
 */
export interface Scope {
  /** Aborts when the scope ends. */
  readonly signal: AbortSignal;
  readonly ended: boolean;
  /** Runs `cleanup` when the scope ends, or at once when it already has. */
  onEnd(cleanup: () => void): void;
  /** A scope that ends with this one, or sooner. */
  child(): Scope;
  end(): void;
}

/** A scope without a parent; whoever makes it must end it. `onFault` hears of cleanups that throw. */
export function createScope(onFault: (fault: unknown) => void = () => {}): Scope {
  const controller = new AbortController();
  const cleanups = new Set<() => void>();
  const bind = (cleanup: () => void): (() => void) => {
    if (controller.signal.aborted) {
      cleanup();
      return () => {};
    }
    // Wrapped, so that one function bound twice runs twice.
    const entry = () => cleanup();
    cleanups.add(entry);
    return () => {
      cleanups.delete(entry);
    };
  };
  return {
    signal: controller.signal,
    get ended() {
      return controller.signal.aborted;
    },
    onEnd(cleanup) {
      bind(cleanup);
    },
    child() {
      const inner = createScope(onFault);
      // A child that ends early lets go of its parent: long-lived scopes must not collect dead children.
      const forget = bind(() => inner.end());
      inner.onEnd(forget);
      return inner;
    },
    end() {
      if (controller.signal.aborted) return;
      controller.abort();
      for (const entry of [...cleanups].reverse()) {
        try {
          entry();
        } catch (fault) {
          onFault(fault);
        }
      }
      cleanups.clear();
    },
  };
}
