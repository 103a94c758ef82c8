import { useEffect, useReducer, useState } from "react";

/** Code that a press needs and no first paint: fetched by itself soon after it, or by the press. */
export interface Late<T> {
  /** What has arrived, or null. */
  readonly now: T | null;
  /** Rejects when it cannot be had; asks anew the next time. */
  load(): Promise<T>;
}

export function createLate<T>(fetch: () => Promise<T>): Late<T> {
  let now: T | null = null;
  let loading: Promise<T> | null = null;
  return {
    get now() {
      return now;
    },
    load() {
      loading ??= fetch().then(
        (arrived) => {
          now = arrived;
          return arrived;
        },
        (error) => {
          loading = null;
          throw error;
        },
      );
      return loading;
    },
  };
}

/** What has arrived, at once if it was there before; null until it is. Throws as any part of the page that is missing. */
export function useLate<T>(part: Late<T>, wanted: boolean): T | null {
  const [, arrive] = useReducer((times: number) => times + 1, 0);
  const [failed, setFailed] = useState<{ readonly error: unknown } | null>(null);
  // As it was drawn: what has arrived since is drawn, too.
  const missing = part.now === null;
  useEffect(() => {
    if (!wanted || !missing) return;
    let gone = false;
    part.load().then(
      () => !gone && arrive(),
      (error) => !gone && setFailed({ error }),
    );
    return () => {
      gone = true;
    };
  }, [part, wanted, missing]);
  if (failed !== null) throw failed.error;
  return part.now;
}
