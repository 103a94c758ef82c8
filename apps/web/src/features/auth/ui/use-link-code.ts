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

/** Every code is 256 bits in base64url. Programs that make links of text may take the full stop behind it along. */
const whole = /^([A-Za-z0-9_-]{43})[.,;:!?)\]}>"'»”’]*$/;

/** The whole code of a link, or null: longer or shorter it has lost a piece, or gained one, on the way. */
function readCode(hash: string): string | null {
  try {
    return whole.exec(decodeURIComponent(hash.slice(1)))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** What this page was opened with. */
export interface LinkCode {
  readonly code: string | null;
  /** There was one, but not the whole of it. */
  readonly incomplete: boolean;
}

/** Takes the code out of the address bar: it must not stay in the history or in a shared screen. */
function takeCode(): LinkCode {
  const path = location.pathname;
  if (location.hash === "") {
    return { code: taken.get(path) ?? tabStore((store) => store.getItem(keyOf(path))), incomplete: false };
  }
  const code = readCode(location.hash);
  history.replaceState(history.state, "", path + location.search);
  if (code === null) {
    forgetLinkCode();
    return { code, incomplete: true };
  }
  taken.set(path, code);
  tabStore((store) => store.setItem(keyOf(path), code));
  return { code, incomplete: false };
}

/** Forgets this page's code: it is used up, or was refused. */
export function forgetLinkCode(): void {
  const path = location.pathname;
  taken.delete(path);
  tabStore((store) => store.removeItem(keyOf(path)));
}

/** The one-time code of the link; null when the page was opened without a whole one. Survives a reload of the tab. */
export function useLinkCode(): LinkCode {
  const [code, setCode] = useState(takeCode);
  useEffect(() => {
    const again = () => setCode(takeCode());
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return code;
}
