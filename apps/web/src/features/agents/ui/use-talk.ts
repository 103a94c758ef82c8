import { createScope, systemRandom } from "@parley/kernel";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { createTalk, type Talk } from "../model/talk.ts";

/** A conversation, which lives as long as the page shows it. */
export function useTalk(agentId: string, name: string): Talk | null {
  const parley = useParley();
  const clock = useClock();
  const [talk, setTalk] = useState<Talk | null>(null);
  useEffect(() => {
    const scope = createScope();
    const made = createTalk({ parley, clock, random: systemRandom, scope }, { agentId, name });
    setTalk(made);
    void made.load();
    return () => scope.end();
  }, [parley, clock, agentId, name]);
  return talk;
}
