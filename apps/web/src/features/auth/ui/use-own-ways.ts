import type { FoundHomeserver } from "@parley/matrix";
import type { ResultOf } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useMatrix } from "../../../shared/contexts.ts";

/**
 * The ways in to our own homeserver where it runs elsewhere: it may sign people in on pages of others alone. Null: by name
 * and password, as ours does, or as far as is known.
 */
export function useOwnWays(found: ResultOf<"auth.discover"> | null): FoundHomeserver | "asking" | null {
  const { elsewhere } = useMatrix();
  const [ways, setWays] = useState<FoundHomeserver | "asking" | null>("asking");
  const { mode, homeserver } = found ?? {};
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
  return runsElsewhere ? ways : null;
}
