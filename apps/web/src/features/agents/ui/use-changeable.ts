import type { AgentConfig } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { agentsOf } from "../model/lists.ts";

/** An agent in full, for who may change it; null for everybody else, and until it is known. */
export function useChangeable(agentId: string): AgentConfig | null {
  const parley = useParley();
  const me = useSignal(parley.account);
  const listed = useSignal(agentsOf(parley).kept);
  const [config, setConfig] = useState<AgentConfig | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew when the list was
  useEffect(() => {
    const stop = new AbortController();
    parley.call("agents.get", { agentId }, { signal: stop.signal }).then(
      ({ agent }) => setConfig(agent),
      // It is not mine: there is nothing to change.
      () => {},
    );
    return () => stop.abort();
  }, [parley, agentId, listed]);
  if (config === null || config.id !== agentId || me === null) return null;
  const mine = config.owner === me.account.userId;
  return mine || (config.shared && me.scopes.includes("operator.admin")) ? config : null;
}
