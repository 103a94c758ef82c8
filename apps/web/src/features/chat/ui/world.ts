import { type Clock, effect, systemClock } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { createContext, useContext, useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { createDrafts } from "../model/drafts.ts";
import { createOpenRooms, type OpenRooms } from "../model/open-rooms.ts";
import type { RoomModel } from "../model/room-model.ts";

/** What chat needs from the machine. */
export interface ChatWorld {
  readonly clock: Clock;
}

/** Tests put their own clock here. */
export const ChatWorldContext = createContext<ChatWorld>({ clock: systemClock });

const perSession = new WeakMap<Session, OpenRooms>();

/** The rooms of the session that stay open. */
function useOpenRooms(): OpenRooms {
  const session = useSession();
  const world = useContext(ChatWorldContext);
  const standing = perSession.get(session);
  if (standing !== undefined) return standing;
  const drafts = createDrafts(session.drafts, world.clock);
  const rooms = createOpenRooms(session, { clock: world.clock, drafts });
  perSession.set(session, rooms);
  // A phone may end a hidden page without another word.
  const leave = () => drafts.flush();
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", leave);
  const stop = effect(() => {
    const { state } = session.connection.value;
    if (state === "elsewhere") {
      // The client has ended, and with it the rooms' timelines.
      rooms.closeAll();
      drafts.handOver();
    }
    if (state !== "signed-out") return;
    rooms.closeAll();
    // Kept when the sign-out is the homeserver's doing; one's own has removed what they would be kept in.
    drafts.flush();
    window.removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", leave);
    queueMicrotask(() => stop());
  });
  return rooms;
}

/** The room's model, or null while the session does not know the room or another tab holds the client. */
export function useRoomModel(roomId: string, known: boolean): RoomModel | null {
  const rooms = useOpenRooms();
  const { state } = useSignal(useSession().connection);
  return useMemo(() => {
    if (!known || state === "elsewhere") return null;
    try {
      return rooms.open(roomId);
    } catch {
      // Known to the list, but not to be opened yet: the next change of the connection tries again.
      return null;
    }
  }, [rooms, roomId, known, state]);
}
