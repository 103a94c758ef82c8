import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import { levelIn, levelOf } from "./power.ts";
import { powerFacts, stateContent } from "./read-room.ts";

type Levels = Readonly<Record<string, unknown>>;

/** Gives a person a level of their own in a room, or with null the one that everyone has. */
export type SetLevel = (room: Room, userId: string, level: number | null) => Promise<void>;

/**
 * Levels are one state event for all people of a room: each change writes all of them, so one goes on from what the one
 * before has written, though that has not come back yet. Else two in a row would take the first one's role away again.
 */
export function createLevelWriter(client: MatrixClient): SetLevel {
  const lines = new Map<string, Promise<void>>();
  /** Written from here and not seen in the room's state yet; `older`: ids of what has stood there before it. */
  const written = new Map<string, { eventId: string; levels: Levels; older: ReadonlySet<string | undefined> }>();

  const set: SetLevel = async (room, userId, level) => {
    const { roomId } = room;
    const shown = room.currentState.getStateEvents(EventType.RoomPowerLevels, "")?.getId();
    let last = written.get(roomId);
    // It has come back, or somebody else has written since.
    if (last?.older.has(shown) === false) {
      written.delete(roomId);
      last = undefined;
    }
    const levels = last?.levels ?? stateContent(room, EventType.RoomPowerLevels);
    const power = { ...powerFacts(room), levels };
    const common = levelOf({ ...power, creators: [] }, "");
    if (levelOf(power, userId) === (level ?? common)) return;
    const { [userId]: _old, ...others } = usersOf(levels ?? {});
    const next = { ...levels, users: level === null ? others : { ...others, [userId]: level } };
    const { event_id: eventId } = await client.sendStateEvent(roomId, EventType.RoomPowerLevels, next, "");
    written.set(roomId, { eventId, levels: next, older: new Set([...(last?.older ?? []), last?.eventId, shown]) });
  };
  return async (room, userId, level) => {
    const { roomId } = room;
    const done = (lines.get(roomId) ?? Promise.resolve()).then(() => set(room, userId, level));
    const line = done.catch(() => {});
    lines.set(roomId, line);
    void line.then(() => {
      if (lines.get(roomId) === line) lines.delete(roomId);
    });
    await done;
  };
}

/** The levels that people have of their own, as numbers: old rooms carry texts. What is none is not written again. */
function usersOf(levels: Levels): Record<string, number> {
  const users: unknown = levels.users;
  const entries: [string, unknown][] = typeof users === "object" && users !== null ? Object.entries(users) : [];
  const numbers = entries.map(([userId, level]) => [userId, levelIn(level)] as const);
  return Object.fromEntries(numbers.filter((entry): entry is [string, number] => entry[1] !== null));
}
