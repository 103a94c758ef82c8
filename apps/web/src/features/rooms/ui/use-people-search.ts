import type { Person } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";

export type PeopleSearch =
  | { readonly state: "idle" | "searching" }
  | { readonly state: "done"; readonly people: readonly Person[] }
  | { readonly state: "failed"; readonly error: unknown };

/** Searches a quarter of a second after the last key; an answer to an older question is dropped. */
export function usePeopleSearch(term: string): PeopleSearch {
  const session = useSession();
  const clock = useClock();
  const [search, setSearch] = useState<PeopleSearch>({ state: "idle" });
  useEffect(() => {
    const wanted = term.trim();
    if (wanted === "") {
      setSearch({ state: "idle" });
      return;
    }
    setSearch({ state: "searching" });
    let current = true;
    const cancel = clock.after(250, () => {
      session.rooms.searchPeople(wanted).then(
        (people) => {
          if (current) setSearch({ state: "done", people });
        },
        (error: unknown) => {
          if (current) setSearch({ state: "failed", error });
        },
      );
    });
    return () => {
      current = false;
      cancel();
    };
  }, [session, clock, term]);
  return search;
}
