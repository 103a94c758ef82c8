import { createContext, useContext, useEffect, useReducer, useRef } from "react";

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

/** Says that something cannot be had. Filled by whoever can say it. */
export const LateFailed = createContext<() => void>(() => {});

/** Who has pressed waits no longer than this. */
const waitsMs = 5_000;

const modifiers: readonly string[] = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"];

/** Calls once, when someone turns to something else or has waited too long. The answer stops it. */
export function onTurning(turned: () => void): () => void {
  const since = performance.now();
  const names = ["pointerdown", "keydown"] as const;
  const stop = () => {
    clearTimeout(timer);
    for (const name of names) document.removeEventListener(name, turn, true);
  };
  const end = () => {
    stop();
    turned();
  };
  const turn = (event: PointerEvent | KeyboardEvent) => {
    // A key that is held, and one that does nothing alone, say nothing of where someone turns.
    if ("key" in event && (event.repeat || modifiers.includes(event.key))) return;
    // The press itself may still be on its way through the page.
    if (event.timeStamp > since) end();
  };
  const timer = setTimeout(end, waitsMs);
  for (const name of names) document.addEventListener(name, turn, true);
  return stop;
}

/**
 * What a press asks for: at once if it was there before, null until it is. It is given up when someone turns to something
 * else before it comes, and when it cannot be had, which is said: the next press asks anew.
 */
export function useLate<T>(part: Late<T>, wanted: boolean, giveUp: () => void): T | null {
  const [, arrive] = useReducer((times: number) => times + 1, 0);
  const failed = useContext(LateFailed);
  const latest = useRef({ giveUp, failed });
  useEffect(() => {
    latest.current = { giveUp, failed };
  });
  // As it was drawn: what has arrived since is drawn, too.
  const missing = part.now === null;
  useEffect(() => {
    if (!wanted || !missing) return;
    let gone = false;
    const stop = onTurning(() => latest.current.giveUp());
    part.load().then(
      () => !gone && arrive(),
      () => {
        if (gone) return;
        latest.current.giveUp();
        latest.current.failed();
      },
    );
    return () => {
      gone = true;
      stop();
    };
  }, [part, wanted, missing]);
  return part.now;
}
