import type { SpaceSummary } from "@parley/matrix";
import { useEffect, useRef } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { AskedRooms, Askers } from "./Askers.tsx";
import { MovedSpace } from "./MovedSpace.tsx";
import { RemovalCards, removalSentence } from "./Removed.tsx";

/** What is older has waited while one was away: it stands in the list. Milliseconds. */
const newsMs = 60_000;

/** What stands in a list above its rooms, until it has an answer. `space` null: at home; `everywhere`: of all servers, too. */
export function ListNotes({
  space,
  everywhere,
}: {
  readonly space: SpaceSummary | null;
  readonly everywhere: boolean;
}) {
  return (
    <>
      {space?.upgraded === true && <MovedSpace space={space} />}
      {space === null && <RemovalCards />}
      {space === null && <AskedRooms />}
      <Askers space={space} everywhere={everywhere} />
    </>
  );
}

/** Says what has just happened, wherever one is. */
export function ListNews() {
  const t = useStrings(strings);
  const toast = useToast();
  const clock = useClock();
  const { removals, knocks } = useSession();
  const removed = useSignal(removals.list);
  const askers = useSignal(knocks.askers);
  const said = useRef(new Set<string>());
  useEffect(() => {
    const say = (key: string, at: number, title: string) => {
      if (said.current.has(key) || clock.now() - at > newsMs) return;
      said.current.add(key);
      toast({ title });
    };
    for (const removal of removed) {
      say(`removal ${removal.roomId} ${removal.at}`, removal.at, removalSentence(removal, t));
    }
    for (const { roomId, userId, name, roomName, at } of askers) {
      say(`asker ${roomId} ${userId} ${at}`, at, t("asksNews", { name, room: roomName }));
    }
  }, [removed, askers, clock, toast, t]);
  return null;
}
