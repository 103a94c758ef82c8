import { useSyncExternalStore } from "react";

/** How much room there is: one level at a time, without a place for the panel, or all beside each other. */
export type Viewport = "phone" | "mid" | "wide";

/** A phone that lies: as in `tokens.css`. */
const lying = "((width < 960px) and (height < 480px) and (pointer: coarse))";
const queries = [
  ["phone", lying],
  ["wide", "(width >= 1080px)"],
  ["mid", "(width >= 720px)"],
] as const;

/** The smallest phones, and a window at 400 %. */
const tight = "(width < 340px)";

type Lists = readonly (readonly [name: Viewport, list: MediaQueryList])[];

/** Asked for once: many parts of a page look at each render. Tests put another `matchMedia` in its place. */
let known: { readonly by: unknown; readonly lists: Lists } = { by: undefined, lists: [] };

/** None without media queries (tests). */
function listsOf({ matchMedia }: { readonly matchMedia?: (query: string) => MediaQueryList }): Lists {
  if (known.by !== matchMedia) {
    const lists = matchMedia === undefined ? [] : queries.map(([name, query]) => [name, matchMedia(query)] as const);
    known = { by: matchMedia, lists };
  }
  return known.lists;
}

const tightOf = ({ matchMedia }: { readonly matchMedia?: (query: string) => MediaQueryList }) =>
  matchMedia === undefined ? [] : [matchMedia(tight)];

/** Who hears of a change. One listener for all: a page has dozens of parts that look, and each room brings its own. */
const heard = new Set<() => void>();
let stop = () => {};
/** What was read since the last change; null: to be read, as it is while nobody listens. */
let seen: Viewport | null = null;

function listen(): () => void {
  const lists = listsOf(globalThis);
  seen = null;
  const all = [...lists.map(([, list]) => list), ...tightOf(globalThis)];
  const tell = () => {
    seen = null;
    for (const changed of [...heard]) changed();
  };
  for (const list of all) list.addEventListener("change", tell);
  return () => {
    for (const list of all) list.removeEventListener("change", tell);
  };
}

function subscribe(changed: () => void): () => void {
  if (heard.size === 0) stop = listen();
  heard.add(changed);
  return () => {
    heard.delete(changed);
    if (heard.size === 0) stop();
  };
}

function read(): Viewport {
  if (heard.size === 0 || known.by !== globalThis.matchMedia) seen = null;
  seen ??= look();
  return seen;
}

function look(): Viewport {
  const lists = listsOf(globalThis);
  // Without media queries there is room for everything.
  if (lists.length === 0) return "wide";
  return lists.find(([, list]) => list.matches)?.[0] ?? "phone";
}

/** For what must be built differently; what only looks different uses the variants `phone:`, `mid:`, `wide:`. */
export function useViewport(): Viewport {
  return useSyncExternalStore(subscribe, read);
}

/** Whether even a phone's bar has no room for all its buttons beside a name. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, readTight);
}

const readTight = (): boolean => tightOf(globalThis).some(({ matches }) => matches);
