import { type Clock, effect, systemClock } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { createContext, useContext, useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { createDrafts, type WordStore } from "../model/drafts.ts";
import { createOpenRooms, type OpenRooms } from "../model/open-rooms.ts";
import type { RoomModel } from "../model/room-model.ts";

/** What chat needs from the machine. */
export interface ChatWorld {
  readonly clock: Clock;
  /** Ends with the tab: drafts are plaintext. */
  readonly words: WordStore | null;
}

function tabStore(): WordStore | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

/** Tests put their own clock and store here. */
export const ChatWorldContext = createContext<ChatWorld>({ clock: systemClock, words: tabStore() });

const perSession = new WeakMap<Session, OpenRooms>();

/** The rooms of the session that stay open. */
function useOpenRooms(): OpenRooms {
  const session = useSession();
  const world = useContext(ChatWorldContext);
  const standing = perSession.get(session);
  if (standing !== undefined) return standing;
  const drafts = createDrafts(session.account.userId, world.words);
  const rooms = createOpenRooms(session, { clock: world.clock, drafts });
  perSession.set(session, rooms);
  const stop = effect(() => {
    if (session.connection.value.state !== "signed-out") return;
    rooms.closeAll();
    drafts.clear();
    queueMicrotask(() => stop());
  });
  return rooms;
}

/** The room's model, or null while the session does not know the room. */
export function useRoomModel(roomId: string, known: boolean): RoomModel | null {
  const rooms = useOpenRooms();
  return useMemo(() => {
    if (!known) return null;
    try {
      return rooms.open(roomId);
    } catch {
      // Known to the list, but not to be opened yet: the next change of the list tries again.
      return null;
    }
  }, [rooms, roomId, known]);
}
