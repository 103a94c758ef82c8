import { type Clock, effect, systemClock } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { createContext, type PointerEvent, useContext, useLayoutEffect, useMemo } from "react";
import { useRoomOfCall } from "../../../shared/call-slots.ts";
import { useSession } from "../../../shared/contexts.ts";
import { LeavingContext } from "../../../shared/leaving.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { createDrafts, type Drafts } from "../model/drafts.ts";
import { findRoom } from "../model/list.ts";
import { createOpenRooms, type OpenRooms } from "../model/open-rooms.ts";
import type { RoomModel } from "../model/room-model.ts";

/** What chat needs from the machine. */
export interface ChatWorld {
  readonly clock: Clock;
}

/** Tests put their own clock here. */
export const ChatWorldContext = createContext<ChatWorld>({ clock: systemClock });

const perSession = new WeakMap<Session, OpenRooms>();

/**
 * Writes down what waits when the page may be about to go. Sealing and writing take a few milliseconds, and from
 * `pagehide` on nothing is waited for: `beforeunload` comes before the next page is even asked for, and a window that is
 * closed or a phone's page that is put away has mostly lost the focus or the screen before.
 */
export function flushOnLeave(drafts: Pick<Drafts, "flush">): () => void {
  const leave = () => drafts.flush();
  const onWindow = ["beforeunload", "pagehide", "blur"] as const;
  const onDocument = ["visibilitychange", "freeze"] as const;
  for (const name of onWindow) window.addEventListener(name, leave);
  for (const name of onDocument) document.addEventListener(name, leave);
  return () => {
    for (const name of onWindow) window.removeEventListener(name, leave);
    for (const name of onDocument) document.removeEventListener(name, leave);
  };
}

/** A deletion that can still be undone is sent when the page goes: nobody could undo it any more. */
function hurryOnLeave(rooms: Pick<OpenRooms, "hurry">): () => void {
  const leave = () => rooms.hurry();
  const names = ["beforeunload", "pagehide"] as const;
  for (const name of names) window.addEventListener(name, leave);
  return () => {
    for (const name of names) window.removeEventListener(name, leave);
  };
}

const mostTries = 5;
const againMs = 4000;

/**
 * Takes what was begun, words and files, along to the rooms in which conversations go on: once each, so that none comes
 * between what is written. What fails is tried again, since the part that does it may not be had without a network.
 */
export function carryDrafts(
  session: Session,
  drafts: Drafts,
  clock: Clock,
  load = () => import("../model/carry-drafts.ts"),
): () => void {
  const begunWith = new Set<string>();
  let stopped = false;
  const attempt = (deed: (part: Awaited<ReturnType<typeof load>>) => Promise<void>, tries = 1): void => {
    load()
      .then((part) => (stopped || session.connection.peek().state === "elsewhere" ? undefined : deed(part)))
      .catch(() => {
        if (tries < mostTries) clock.after(againMs * 2 ** tries, () => stopped || attempt(deed, tries + 1));
      });
  };
  const once = (name: string, deed: Parameters<typeof attempt>[0]): void => {
    if (begunWith.has(name)) return;
    begunWith.add(name);
    attempt(deed);
  };
  const stop = effect(() => {
    const { replaced } = session.rooms.list.value;
    if (replaced === undefined || session.connection.value.state === "elsewhere") return;
    const begun = session.drafts.rooms.value;
    const { keptFiles } = session;
    for (const { room, by } of replaced) {
      if (begun.has(room.id)) once(`words ${room.id}`, ({ carryDraft }) => carryDraft(drafts, room.id, by));
      // Where those that wait there are not known yet it is not known whether these may go there.
      if (keptFiles.of(by).value === null || (keptFiles.of(room.id).value?.length ?? 0) === 0) continue;
      once(`files ${room.id}`, ({ carryFiles }) => carryFiles(keptFiles, room.id, by));
    }
  });
  return () => {
    stopped = true;
    stop();
  };
}

/** The rooms of the session that stay open. */
function useOpenRooms(): OpenRooms {
  const session = useSession();
  const world = useContext(ChatWorldContext);
  const leaving = useContext(LeavingContext);
  const standing = perSession.get(session);
  if (standing !== undefined) return standing;
  const drafts = createDrafts(session.drafts, world.clock);
  const rooms = createOpenRooms(session, { clock: world.clock, drafts });
  perSession.set(session, rooms);
  const stopFlushing = flushOnLeave(drafts);
  const stopHurrying = hurryOnLeave(rooms);
  const stopLeaving = leaving.add(() => {
    rooms.hurry();
    return drafts.flush();
  });
  const stopCarrying = carryDrafts(session, drafts, world.clock);
  const stopDropping = effect(() => {
    // Once it has ended, and while it runs in another tab, it is not said what was left.
    const { state } = session.connection.value;
    if (state !== "elsewhere" && state !== "signed-out") rooms.dropLeft();
  });
  const stop = effect(() => {
    const { state } = session.connection.value;
    if (state === "elsewhere") {
      // The client has ended, and with it the rooms' timelines.
      rooms.closeAll();
      drafts.handOver();
    }
    if (state !== "signed-out") return;
    rooms.end();
    // Kept when the sign-out is the homeserver's doing; one's own has removed what they would be kept in.
    drafts.flush();
    stopFlushing();
    stopHurrying();
    stopLeaving();
    stopCarrying();
    stopDropping();
    queueMicrotask(() => stop());
  });
  return rooms;
}

/** A pointer that rests so long on a row most likely means it. */
const meantMs = 60;

/** One pointer, and one focus: what is meant next is one room. */
let meant: ReturnType<typeof setTimeout> | undefined;
const notMeant = () => clearTimeout(meant);

/**
 * For a way to a room: opens the room when it is pressed, or meant for a moment by pointer or focus, so that what it
 * takes is done before it is shown.
 */
export function useOpenAhead() {
  const session = useSession();
  const open = (roomId: string) => {
    notMeant();
    const { state } = session.connection.peek();
    if (state === "elsewhere" || state === "signed-out" || state === "starting") return;
    try {
      perSession.get(session)?.openAhead(roomId);
    } catch {
      // Not to be opened yet: whoever goes there is told.
    }
  };
  const soon = (roomId: string) => {
    notMeant();
    meant = setTimeout(() => open(roomId), meantMs);
  };
  return (roomId: string) => ({
    onPointerEnter: ({ pointerType }: PointerEvent) => void (pointerType === "mouse" && soon(roomId)),
    // A finger may only scroll.
    onPointerDown: ({ pointerType, button }: PointerEvent) =>
      void (pointerType === "mouse" && button === 0 && open(roomId)),
    onFocus: () => soon(roomId),
    onPointerLeave: notMeant,
    onBlur: notMeant,
  });
}

interface RoomsAtHand {
  /** The room most likely gone to next. */
  readonly ahead: string | null;
  /** Whether a room is open and has nothing but what was said and its field. */
  isAtHand(roomId: string): boolean;
  /** Another number: what is drawn of the room shows one that was closed. */
  opening(roomId: string): number;
}

/** The rooms that can be drawn behind the one in view. */
export function useRoomsAtHand(): RoomsAtHand {
  const session = useSession();
  const rooms = useOpenRooms();
  const ahead = useSignal(rooms.ahead);
  const inCall = useRoomOfCall();
  // Another tab that takes the client closes them all: what was drawn of them would be shown closed.
  useSignal(session.connection);
  const isAtHand = (roomId: string) => {
    const room = findRoom(session.rooms.list.peek(), roomId);
    return rooms.has(roomId) && roomId !== inCall && room?.membership === "join" && !room.voice;
  };
  return { ahead, isAtHand, opening: rooms.closed };
}

/** The room's model, or null while the session does not know the room, another tab holds the client, or it has ended. */
export function useRoomModel(roomId: string, known: boolean): RoomModel | null {
  const rooms = useOpenRooms();
  const { state } = useSignal(useSession().connection);
  // Not as it is drawn: it may be drawn ahead, behind the one in view.
  useLayoutEffect(() => rooms.enter(roomId), [rooms, roomId]);
  return useMemo(() => {
    if (!known || state === "elsewhere" || state === "signed-out") return null;
    try {
      return rooms.open(roomId);
    } catch {
      // Known to the list, but not to be opened yet: the next change of the connection tries again.
      return null;
    }
  }, [rooms, roomId, known, state]);
}
