import { useCallback, useEffect, useRef, useState } from "react";
import { useParley } from "./contexts.ts";
import { useSignal } from "./use-signal.ts";

/** What the server answered last, and why it did not answer the last time. */
export interface Asked<T> {
  readonly found: T | null;
  readonly error: unknown;
  /** Asks anew; never rejects. */
  readonly load: () => Promise<void>;
}

/** Asks the server at once and whenever the connection came back. `ask` is one and the same as long as the question is. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const open = useSignal(useParley().connection) === "open";
  const [state, setState] = useState<{ readonly found: T | null; readonly error: unknown }>({
    found: null,
    error: null,
  });
  // Of two readings the one that was begun last counts.
  const reading = useRef(0);
  const load = useCallback(async () => {
    reading.current += 1;
    const mine = reading.current;
    try {
      const found = await ask();
      if (mine === reading.current) setState({ found, error: null });
    } catch (error) {
      if (mine === reading.current) setState((before) => ({ ...before, error }));
    }
  }, [ask]);
  const asked = useRef<typeof load | null>(null);
  useEffect(() => {
    // Without a connection the same question has no other answer.
    if (open || asked.current !== load) void load();
    asked.current = load;
  }, [load, open]);
  useEffect(
    () => () => {
      reading.current += 1;
    },
    [],
  );
  return { ...state, load };
}
