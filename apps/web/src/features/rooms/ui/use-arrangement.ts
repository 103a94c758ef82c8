import type { Arrangement, SpaceSummary } from "@parley/matrix";
import { useEffect, useMemo, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useToast } from "../../../ui/Toast.tsx";
import { arrangementOf, sameOrder } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";

/** How long an order that was saved is shown before the homeserver's word for it counts, in milliseconds. */
const echoMs = 5000;

/** The order of a server's channels, changed at once and taken back when the homeserver refuses. */
export function useArrangement(space: SpaceSummary) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const clock = useClock();
  const toast = useToast();
  const standing = useMemo(() => arrangementOf(space.categories), [space.categories]);
  const [draft, setDraft] = useState<readonly Arrangement[] | null>(null);
  const save = useTask(async (next: readonly Arrangement[], said: string, before: readonly Arrangement[]) => {
    try {
      await upkeep.arrange(space.id, next);
    } catch (thrown) {
      setDraft(null);
      throw thrown;
    }
    clock.after(echoMs, () => setDraft((now) => (now === next ? null : now)));
    toast({ title: said, action: { label: t("undo"), run: () => apply(before, t("done"), next) } });
  });
  const apply = (next: readonly Arrangement[], said: string, before: readonly Arrangement[]) => {
    setDraft(next);
    void save.run(next, said, before);
  };
  useEffect(() => {
    if (draft !== null && !save.running && sameOrder(draft, standing)) setDraft(null);
  }, [draft, standing, save.running]);
  const order = draft ?? standing;
  return {
    order,
    error: save.error,
    saving: save.running,
    /** One change at a time: the next waits until the first is written. */
    change(next: readonly Arrangement[] | null, said: string) {
      if (next !== null && !save.running && !sameOrder(next, order)) apply(next, said, order);
    },
  };
}
