import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import type { Person } from "../model/targets.ts";

/** Shorter queries would find everyone. */
const shortest = 2;
const restMs = 200;

/** People of the homeserver by name, asked a moment after the last key; nobody while it does not answer. */
export function usePeople(query: string): { readonly people: readonly Person[]; readonly searching: boolean } {
  const session = useSession();
  const clock = useClock();
  const [state, setState] = useState<{ people: readonly Person[]; searching: boolean }>({
    people: [],
    searching: false,
  });
  const term = query.trim().replace(/^@/, "");
  useEffect(() => {
    if (term.length < shortest) {
      setState({ people: [], searching: false });
      return;
    }
    let current = true;
    setState((before) => ({ ...before, searching: true }));
    const end = (people: readonly Person[]) => {
      if (current) setState({ people, searching: false });
    };
    const cancel = clock.after(restMs, () => {
      session.rooms.searchPeople(term).then(end, () => end([]));
    });
    return () => {
      current = false;
      cancel();
    };
  }, [session, clock, term]);
  return state;
}
