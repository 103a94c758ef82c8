import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import { levelIn } from "../content/power-level.ts";
import { matrixError } from "../errors.ts";
import { levelOf, type PowerFacts } from "./power.ts";
import { powerFacts, stateContent } from "./read-room.ts";

type Levels = Readonly<Record<string, unknown>>;

/** What is to stand in a room's levels, given what stands there; null: it does already. */
type Change = (power: PowerFacts) => Levels | null;

/** Changes the levels of rooms. Each rejects as the homeserver refuses. */
export interface LevelWriter {
  /** Gives a person a level of their own in a room, or with null the one that everyone has. */
  setUser(room: Room, userId: string, level: number | null): Promise<void>;
  /** Says from which level on one may invite. */
  setInvite(room: Room, level: number): Promise<void>;
  /** Gives types in `events` other levels; null takes the entry away. */
  setEvents(room: Room, change: (power: PowerFacts) => Readonly<Record<string, number | null>>): Promise<void>;
}

/**
 * Levels are one state event for all people of a room: each change writes all of them, so one goes on from what the one
 * before has written, though that has not come back yet. Else two in a row would take the first one's role away again.
 */
export function createLevelWriter(client: MatrixClient): LevelWriter {
  const lines = new Map<string, Promise<void>>();
  /** Written from here and not seen in the room's state yet; `older`: ids of what has stood there before it. */
  const written = new Map<string, { eventId: string; levels: Levels; older: ReadonlySet<string | undefined> }>();

  const write = async (room: Room, change: Change): Promise<void> => {
    const { roomId } = room;
    const shown = room.currentState.getStateEvents(EventType.RoomPowerLevels, "")?.getId();
    let last = written.get(roomId);
    // It has come back, or somebody else has written since.
    if (last?.older.has(shown) === false) {
      written.delete(roomId);
      last = undefined;
    }
    const levels = last?.levels ?? stateContent(room, EventType.RoomPowerLevels);
    const next = change({ ...powerFacts(room), levels });
    if (next === null) return;
    const { event_id: eventId } = await client.sendStateEvent(roomId, EventType.RoomPowerLevels, next, "");
    written.set(roomId, { eventId, levels: next, older: new Set([...(last?.older ?? []), last?.eventId, shown]) });
  };
  const inLine = async (room: Room, change: Change): Promise<void> => {
    const { roomId } = room;
    const done = (lines.get(roomId) ?? Promise.resolve()).then(() => write(room, change));
    const line = done.catch(() => {});
    lines.set(roomId, line);
    void line.then(() => {
      if (lines.get(roomId) === line) lines.delete(roomId);
    });
    await done;
  };
  return {
    setUser: (room, userId, level) =>
      inLine(room, (power) => {
        if (power.levels === null) throw withoutLevels();
        const common = levelOf({ ...power, creators: [] }, "");
        if (levelOf(power, userId) === (level ?? common)) return null;
        const { [userId]: _old, ...others } = numbersOf(power.levels?.users);
        return { ...power.levels, users: level === null ? others : { ...others, [userId]: level } };
      }),
    setInvite: (room, level) =>
      inLine(room, ({ levels }) =>
        levels === null || (levelIn(levels.invite) ?? 0) === level ? null : { ...levels, invite: level },
      ),
    setEvents: (room, change) =>
      inLine(room, (power) => {
        if (power.levels === null) throw withoutLevels();
        const before = numbersOf(power.levels.events);
        const wanted = Object.entries(change(power));
        if (wanted.every(([type, level]) => (Object.hasOwn(before, type) ? before[type] : null) === level)) return null;
        const kept = Object.entries(before).filter(([type]) => !wanted.some(([other]) => other === type));
        const given = wanted.filter((entry): entry is [string, number] => entry[1] !== null);
        return { ...power.levels, events: Object.fromEntries([...kept, ...given]) };
      }),
  };
}

/** Levels that name nobody would take the room from whoever made it. */
const withoutLevels = () => matrixError("MATRIX_FORBIDDEN", "this room has no levels that could be changed");

/** The levels that are given by name, as numbers: old rooms carry texts. What is none is not written again. */
function numbersOf(named: unknown): Record<string, number> {
  const entries: [string, unknown][] = typeof named === "object" && named !== null ? Object.entries(named) : [];
  const numbers = entries.map(([name, level]) => [name, levelIn(level)] as const);
  return Object.fromEntries(numbers.filter((entry): entry is [string, number] => entry[1] !== null));
}
