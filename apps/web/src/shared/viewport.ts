import { useSyncExternalStore } from "react";

/** How much room there is: one level at a time, without a place for the panel, or all beside each other. */
export type Viewport = "phone" | "mid" | "wide";

const queries = [
  ["wide", "(width >= 1080px)"],
  ["mid", "(width >= 720px)"],
] as const;

const match = (query: string): MediaQueryList | null =>
  typeof globalThis.matchMedia === "function" ? globalThis.matchMedia(query) : null;

function subscribe(changed: () => void): () => void {
  const lists = queries.map(([, query]) => match(query));
  for (const list of lists) list?.addEventListener("change", changed);
  return () => {
    for (const list of lists) list?.removeEventListener("change", changed);
  };
}

function read(): Viewport {
  for (const [name, query] of queries) {
    const list = match(query);
    // Without media queries (tests) there is room for everything.
    if (list === null || list.matches) return name;
  }
  return "phone";
}

/** For what must be built differently; what only looks different uses the variants `phone:`, `mid:`, `wide:`. */
export function useViewport(): Viewport {
  return useSyncExternalStore(subscribe, read);
}
