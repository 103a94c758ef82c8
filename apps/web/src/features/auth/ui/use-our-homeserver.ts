import type { FoundHomeserver } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useMatrix } from "../../../shared/contexts.ts";
import { useDiscovery } from "./use-discovery.ts";

/**
 * What this server says of itself, and the ways in to its homeserver where that one runs elsewhere: it may sign people in on
 * pages of others alone. `ways` is null where it goes by name and password, as ours does, or as far as is known.
 */
export function useOurHomeserver(): ReturnType<typeof useDiscovery> & {
  readonly ways: FoundHomeserver | "asking" | null;
} {
  const discovery = useDiscovery();
  const { elsewhere } = useMatrix();
  const [ways, setWays] = useState<FoundHomeserver | "asking" | null>("asking");
  const { mode, homeserver } = discovery.found ?? {};
  const runsElsewhere = mode === "attached" && homeserver?.state === "ready";
  const { baseUrl, serverName } = homeserver ?? {};
  useEffect(() => {
    if (!runsElsewhere || baseUrl === undefined) return;
    let here = true;
    const told = (answer: FoundHomeserver | null) => {
      if (here) setWays(answer);
    };
    // What it does not say now it says when somebody signs in.
    elsewhere.ways(baseUrl, serverName ?? new URL(baseUrl).host).then(told, () => told(null));
    return () => {
      here = false;
    };
  }, [elsewhere, runsElsewhere, baseUrl, serverName]);
  return { ...discovery, ways: runsElsewhere ? ways : null };
}
