import { useEffect, useState } from "react";

/** The codes of the links that this page was opened with, by its path. */
const taken = new Map<string, string>();

const keyOf = (path: string): string => `parley:link:${path}`;

/** The tab's own store: a reload must not cost the link. It ends with the tab; browsers may refuse it. */
function tabStore<T>(act: (store: Storage) => T): T | null {
  try {
    return act(globalThis.sessionStorage);
  } catch {
    return null;
  }
}

/** What the link carries, or nothing when it was cut in the middle of an escape: then it is incomplete. */
function readCode(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** Takes the code out of the address bar: it must not stay in the history or in a shared screen. */
function takeCode(): string | null {
  const path = location.pathname;
  if (location.hash === "") return taken.get(path) ?? tabStore((store) => store.getItem(keyOf(path)));
  const code = readCode(location.hash);
  history.replaceState(history.state, "", path + location.search);
  if (code === "") {
    forgetLinkCode();
    return null;
  }
  taken.set(path, code);
  tabStore((store) => store.setItem(keyOf(path), code));
  return code;
}

/** Forgets this page's code: it is used up, or was refused. */
export function forgetLinkCode(): void {
  const path = location.pathname;
  taken.delete(path);
  tabStore((store) => store.removeItem(keyOf(path)));
}

/** The one-time code of the link, or null when the page was opened without one. Survives a reload of the tab. */
export function useLinkCode(): string | null {
  const [code, setCode] = useState(takeCode);
  useEffect(() => {
    const again = () => setCode(takeCode());
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return code;
}
