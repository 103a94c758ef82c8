import type { RoomList, RoomSummary } from "@parley/matrix";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { type SlashCommand, SlashCommandsContext } from "../../../shared/slash-commands.ts";
import { useLanguage } from "../../../shared/use-strings.ts";

const LeaveDialog = lazy(() => import("../ui/LeaveDialog.tsx").then((m) => ({ default: m.LeaveDialog })));

/** Nobody writes a command in the first moments. */
const idleMs = 3_000;

/** A room with the server that it is a channel of. */
function placeOf(
  list: RoomList,
  roomId: string,
): { readonly room: RoomSummary; readonly spaceId: string | null } | null {
  for (const space of list.spaces) {
    const room = space.categories.flatMap(({ channels }) => channels).find(({ id }) => id === roomId);
    if (room !== undefined) return { room, spaceId: space.id };
  }
  const room = [...list.directs, ...list.rooms].find(({ id }) => id === roomId);
  return room === undefined ? null : { room, spaceId: null };
}

/** Brings the commands about people and rooms to whatever is written inside; fetched after the timeline. */
export function RoomCommands({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  const navigation = useNavigation();
  const language = useLanguage();
  const [commands, setCommands] = useState<readonly SlashCommand[]>([]);
  const [leaving, setLeaving] = useState<ReturnType<typeof placeOf>>(null);
  useEffect(() => {
    let gone = false;
    const load = () => {
      import("./create.ts").then(
        ({ createCommands }) => {
          if (gone) return;
          const leave = (roomId: string) => setLeaving(placeOf(session.rooms.list.peek(), roomId));
          setCommands(
            createCommands({ session, go: (place) => navigation.go(place), leave, origin: location.origin }, language),
          );
        },
        // The composer's own stay.
        () => {},
      );
    };
    const timer = setTimeout(load, idleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [session, navigation, language]);
  return (
    <SlashCommandsContext value={commands}>
      {children}
      {leaving !== null && (
        <Suspense>
          <LeaveDialog
            kind={leaving.room.kind}
            id={leaving.room.id}
            name={leaving.room.name}
            spaceId={leaving.spaceId}
            onClose={() => setLeaving(null)}
          />
        </Suspense>
      )}
    </SlashCommandsContext>
  );
}
