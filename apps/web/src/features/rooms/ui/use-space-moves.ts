import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

/** How long an order that was saved is shown before the homeserver's word for it counts, in milliseconds. */
const echoMs = 5000;

/** Puts one before what stands at `at`, counted with it still in its old place; past the end is at the end. */
export function movedTo(ids: readonly string[], id: string, at: number): readonly string[] {
  const rest = ids.filter((other) => other !== id);
  const place = Math.max(0, ids.indexOf(id) < at ? at - 1 : at);
  return [...rest.slice(0, place), id, ...rest.slice(place)];
}

/** One's own order of servers, changed at once and taken back when the homeserver refuses. */
export function useSpaceMoves() {
  const t = useStrings(strings);
  const { rooms, upkeep } = useSession();
  const clock = useClock();
  const toast = useToast();
  const { spaces } = useSignal(rooms.list);
  const ids = spaces.map((space) => space.id);
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const save = async (next: readonly string[], before: readonly string[], said: string): Promise<void> => {
    setDraft(next);
    try {
      await upkeep.orderSpaces(next);
    } catch {
      setDraft(null);
      toast({ title: t("orderFailed"), priority: "high" });
      return;
    }
    clock.after(echoMs, () => setDraft((now) => (now === next ? null : now)));
    toast({
      title: said,
      replaces: "order",
      action: { label: t("undo"), run: () => void save(before, next, t("done")) },
    });
  };
  const standing = draft !== null && draft.join(" ") === ids.join(" ") ? null : draft;
  return {
    ids,
    /** As they will stand, until the homeserver's word is here. */
    draft: standing,
    put(id: string, at: number) {
      const from = standing ?? ids;
      const next = movedTo(from, id, at);
      const name = spaces.find((space) => space.id === id)?.name ?? "";
      if (next.join(" ") !== from.join(" ")) void save(next, from, t("serverMoved", { name }));
    },
  };
}
