import { AppError, type Clock } from "@parley/kernel";
import type { HomeserverAdmin } from "../../platform/ports.ts";
import { factsOf, type RoomFacts } from "./facts.ts";

/** Rooms as the homeserver keeps them, remembered until it says that they changed. */
export interface KnownRooms {
  /** Null: the homeserver knows no such room. Throws PART_DOWN or STARTING while it cannot be asked. */
  look(roomId: string): Promise<RoomFacts | null>;
  /** What is known of the room is no longer true. */
  changed(roomId: string): void;
  /** Nothing that is known can be trusted: changes may have been missed. */
  forgetAll(): void;
  /** Null: any room may have changed. */
  onChange(listener: (roomId: string | null) => void): () => void;
}

/** Which events of a room change what is known of it. */
export const telling: ReadonlySet<string> = new Set(["m.room.member", "m.room.power_levels", "m.room.create"]);

const mostRooms = 500;
/** A change that was never told (a homeserver that gave up telling) is found after so long. */
const goodForMs = 60_000;

export function createKnownRooms({
  admin,
  clock,
  toldOfChanges,
}: {
  admin: HomeserverAdmin;
  clock: Clock;
  /** Whether the homeserver tells us what changes; else nothing is good for longer than a few seconds. */
  toldOfChanges: boolean;
}): KnownRooms {
  const rooms = new Map<string, { readonly facts: Promise<RoomFacts | null>; readonly at: number }>();
  const listeners = new Set<(roomId: string | null) => void>();
  // Calls are looked at every three seconds: a look must not find what the one before has asked for.
  const lifeMs = toldOfChanges ? goodForMs : 2000;

  const ask = async (roomId: string): Promise<RoomFacts | null> => {
    try {
      const [members, create, levels] = await Promise.all([
        admin.roomMembers(roomId),
        admin.roomState(roomId, "m.room.create"),
        admin.roomState(roomId, "m.room.power_levels"),
      ]);
      return factsOf(members, create, levels);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === "NOT_FOUND") return null;
      throw thrown;
    }
  };
  const fetchAnew = (roomId: string) => {
    const oldest = rooms.size >= mostRooms ? rooms.keys().next().value : undefined;
    if (oldest !== undefined) rooms.delete(oldest);
    const entry = { facts: ask(roomId), at: clock.now() };
    rooms.set(roomId, entry);
    // Neither a failure nor a room that is not there (yet) is remembered.
    const forget = () => {
      if (rooms.get(roomId) === entry) rooms.delete(roomId);
    };
    entry.facts.then((facts) => facts === null && forget(), forget);
    return entry;
  };

  return {
    async look(roomId) {
      for (let tries = 0; ; tries++) {
        const known = rooms.get(roomId);
        const fresh = known !== undefined && clock.now() - known.at < lifeMs;
        const entry = fresh ? known : fetchAnew(roomId);
        const facts = await entry.facts;
        // A change that came while we asked may not be in the answer.
        if (facts === null || rooms.get(roomId) === entry || tries === 3) return facts;
      }
    },
    changed(roomId) {
      rooms.delete(roomId);
      for (const listener of [...listeners]) listener(roomId);
    },
    forgetAll() {
      rooms.clear();
      for (const listener of [...listeners]) listener(null);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
