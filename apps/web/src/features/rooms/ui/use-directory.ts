import { AppError } from "@parley/kernel";
import type { FoundRoom } from "@parley/matrix";
import { useCallback, useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";

interface Directory {
  readonly found: readonly FoundRoom[] | null;
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

const nothing: Directory = { found: null, next: null, loading: true, error: null };
/** More than anyone reads; whoever wants more searches. */
const most = 300;

const isBroken = (error: unknown): boolean => error instanceof AppError && error.code === "MATRIX_UNREACHABLE";

/** The homeserver's directory, page by page; an answer to an older question is dropped. */
export function useDirectory(term: string, kind: "space" | "room") {
  const { discovery, connection } = useSession();
  const online = useSignal(connection).state === "online";
  const clock = useClock();
  const [state, setState] = useState<Directory>(nothing);
  const asked = useRef(0);
  const load = useCallback(
    (before: readonly FoundRoom[], from: string | null) => {
      asked.current += 1;
      const mine = asked.current;
      setState((old) => ({ ...old, loading: true, error: null }));
      discovery.search({ term, kind, from }).then(
        (page) => {
          if (mine !== asked.current) return;
          const known = new Set(before.map(({ id }) => id));
          const found = [...before, ...page.found.filter(({ id }) => !known.has(id))];
          setState({ found, next: found.length < most ? page.next : null, loading: false, error: null });
        },
        (error: unknown) => {
          if (mine === asked.current) setState((old) => ({ ...old, loading: false, error }));
        },
      );
    },
    [discovery, term, kind],
  );
  useEffect(() => {
    setState(nothing);
    const cancel = clock.after(term === "" ? 0 : 250, () => load([], null));
    return () => {
      asked.current += 1;
      cancel();
    };
  }, [load, clock, term]);
  const retry = () => load(state.found ?? [], state.found === null ? null : state.next);
  const broken = isBroken(state.error);
  const again = useRef(() => {});
  again.current = broken ? retry : () => {};
  // What failed for want of a line is asked for once more when there is one.
  useEffect(() => {
    if (online) again.current();
  }, [online]);
  return { ...state, broken, more: () => load(state.found ?? [], state.next), retry };
}
