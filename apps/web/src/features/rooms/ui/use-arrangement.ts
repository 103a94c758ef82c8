import type { Arrangement, SpaceSummary } from "@parley/matrix";
import { useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useToast } from "../../../ui/Toast.tsx";
import { arrangementOf, sameOrder } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";

/** How long an order that was saved is shown before the homeserver's word for it counts, in milliseconds. */
const echoMs = 5000;

interface Change {
  /** Whose order: the toast that undoes it may outlive the look at that server. */
  readonly spaceId: string;
  readonly next: readonly Arrangement[];
  /** What it did, for the person. */
  readonly said: string;
  readonly before: readonly Arrangement[];
  /** What the homeserver had when it was made: others may have changed it since, and that stays. */
  readonly seen: readonly Arrangement[];
}

/**
 * The order of a server's channels, changed at once and taken back when the homeserver refuses. What refuses is in
 * `error`, and for who has no place for it (`tells`), said in a toast.
 */
export function useArrangement(space: SpaceSummary, tells = false) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const clock = useClock();
  const toast = useToast();
  const standing = useMemo(() => arrangementOf(space.categories), [space.categories]);
  const [drafted, setDrafted] = useState<Pick<Change, "spaceId" | "next"> | null>(null);
  const draft = drafted?.spaceId === space.id ? drafted.next : null;
  /** What is to be written next: changes that come while one is being written become one. */
  const wanted = useRef<Change | null>(null);
  const save = useTask(async () => {
    for (let change = wanted.current; change !== null; change = wanted.current) {
      wanted.current = null;
      const { spaceId, next, said, before, seen } = change;
      try {
        await upkeep.arrange(spaceId, next, seen);
      } catch (thrown) {
        wanted.current = null;
        setDrafted(null);
        if (tells) toast({ title: t("orderFailed"), priority: "high" });
        throw thrown;
      }
      clock.after(echoMs, () => setDrafted((now) => (now?.next === next ? null : now)));
      toast({
        title: said,
        replaces: "order",
        action: {
          label: t("undo"),
          run: () => apply({ spaceId, next: before, said: t("done"), before: next, seen: next }),
        },
      });
    }
  });
  const apply = (change: Change) => {
    setDrafted(change);
    const waiting = wanted.current;
    // One that has not been written yet becomes part of this one.
    wanted.current = waiting?.spaceId === change.spaceId ? { ...change, seen: waiting.seen } : change;
    void save.run();
  };
  useEffect(() => {
    if (draft !== null && !save.running && sameOrder(draft, standing)) setDrafted(null);
  }, [draft, standing, save.running]);
  const order = draft ?? standing;
  return {
    order,
    /** As it will stand, while that is being written. */
    draft,
    error: save.error,
    change(next: readonly Arrangement[] | null, said: string) {
      if (next !== null && !sameOrder(next, order)) {
        apply({ spaceId: space.id, next, said, before: order, seen: order });
      }
    },
  };
}
