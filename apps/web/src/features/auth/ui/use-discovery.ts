import type { ResultOf } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";

type Discovery = ResultOf<"auth.discover">;
/** While the homeserver comes up the page asks again. */
const againMs = 2000;

/** What this server says of itself before anyone signs in; asked again until the homeserver is there. */
export function useDiscovery(): { readonly found: Discovery | null; readonly silent: boolean } {
  const parley = useParley();
  const [state, setState] = useState<{ found: Discovery | null; silent: boolean }>({ found: null, silent: false });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      let calm = false;
      try {
        const found = await parley.call("auth.discover", {}, { signal: stop.signal });
        if (stop.signal.aborted) return;
        setState({ found, silent: false });
        calm = found.homeserver.state === "ready" || found.homeserver.state === "unconfigured";
      } catch {
        if (stop.signal.aborted) return;
        setState((before) => ({ ...before, silent: true }));
      }
      if (!calm) timer = setTimeout(look, againMs);
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [parley]);
  return state;
}
