import { useCallback, useEffect, useRef, useState } from "react";

/** One thing that is being done: at most once at a time, its failure kept until the next try. */
export interface Task<A extends unknown[]> {
  readonly running: boolean;
  readonly error: unknown;
  run(...args: A): Promise<void>;
  clear(): void;
}

/** Wraps an asynchronous action for a button or form. Nothing is set after the component is gone. */
export function useTask<A extends unknown[]>(action: (...args: A) => Promise<void>): Task<A> {
  const [state, setState] = useState<{ running: boolean; error: unknown }>({ running: false, error: null });
  const latest = useRef(action);
  const alive = useRef(true);
  const busy = useRef(false);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const run = useCallback(async (...args: A) => {
    if (busy.current) return;
    busy.current = true;
    setState({ running: true, error: null });
    let error: unknown = null;
    try {
      await latest.current(...args);
    } catch (thrown) {
      error = thrown;
    }
    busy.current = false;
    if (alive.current) setState({ running: false, error });
  }, []);
  const clear = useCallback(() => setState((before) => ({ ...before, error: null })), []);
  return { ...state, run, clear };
}
