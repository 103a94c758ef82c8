import type { SpaceSummary } from "@parley/matrix";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useToast } from "../../../ui/Toast.tsx";
import { askerKey, isInSight, removalKey } from "../model/in-sight.ts";
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

/** Says what has just happened, wherever one is; aloud alone where a card says it already. */
export function ListNews() {
  const t = useStrings(strings);
  const toast = useToast();
  const clock = useClock();
  const { removals, knocks } = useSession();
  const removed = useSignal(removals.list);
  const askers = useSignal(knocks.askers);
  const said = useRef(new Set<string>());
  const [aloud, setAloud] = useState("");
  useEffect(() => {
    const say = (key: string, at: number, title: string) => {
      const news = `${key} ${at}`;
      if (said.current.has(news) || clock.now() - at > newsMs) return;
      said.current.add(news);
      if (isInSight(key)) setAloud(title);
      else toast({ title });
    };
    for (const removal of removed) say(removalKey(removal.roomId), removal.at, removalSentence(removal, t));
    for (const { roomId, userId, name, roomName, at } of askers) {
      say(askerKey(roomId, userId), at, t("asksNews", { name, room: roomName }));
    }
  }, [removed, askers, clock, toast, t]);
  return (
    <p role="status" className="sr-only">
      {aloud}
    </p>
  );
}
