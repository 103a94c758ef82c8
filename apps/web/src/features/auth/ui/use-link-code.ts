import { useEffect, useState } from "react";

/** The code of the link that this page was opened with, kept in memory only. */
let taken: string | null = null;

/** Takes the code out of the address bar: it must not stay in the history or in a shared screen. */
function takeCode(): string | null {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code !== "") {
    taken = code;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return taken;
}

/** The one-time code of the link, or null when the page was opened without one. */
export function useLinkCode(): string | null {
  const [code, setCode] = useState(takeCode);
  useEffect(() => {
    const again = () => setCode(takeCode());
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return code;
}
