import type { RoomStateEvent } from "../../platform/ports.ts";

/** What the server knows of a room: who is in, and who may do what. Never what is said there. */
export interface RoomFacts {
  readonly joined: ReadonlySet<string>;
  /** The power of a user; creators of rooms from version 12 on stand above every level. */
  powerOf(userId: string): number;
  /** The level that `type` needs: its own in `events`, else null. */
  levelOf(type: string): number | null;
  /** The level to remove somebody. */
  readonly kickLevel: number;
}

/** Room versions in which creators have no level but stand above all. Source: Matrix 1.16, room version 12. */
const creatorsAbove = new Set(["12", "org.matrix.hydra.11"]);

/** Reads the facts from state as it came: contents are whatever somebody sent. */
export function factsOf(
  members: readonly string[],
  create: readonly RoomStateEvent[],
  levels: readonly RoomStateEvent[],
): RoomFacts {
  const made = create[0];
  const power = levels.find((event) => event.stateKey === "")?.content ?? null;
  const above = creatorsOf(made);
  const users = recordOf(power?.users);
  const events = recordOf(power?.events);
  const usersDefault = levelIn(power?.users_default) ?? 0;
  return {
    joined: new Set(members),
    powerOf(userId) {
      if (above.has(userId)) return Number.POSITIVE_INFINITY;
      // Without the event the creator alone has power. Source: Matrix 1.18, "Permissions".
      if (power === null) return made?.sender === userId ? 100 : 0;
      return levelIn(users[userId]) ?? usersDefault;
    },
    levelOf: (type) => levelIn(events[type]),
    kickLevel: levelIn(power?.kick) ?? 50,
  };
}

function creatorsOf(create: RoomStateEvent | undefined): ReadonlySet<string> {
  if (create === undefined || !creatorsAbove.has(String(create.content.room_version))) return new Set();
  const more = create.content.additional_creators;
  return new Set([create.sender, ...(Array.isArray(more) ? more.filter((id) => typeof id === "string") : [])]);
}

/** Own properties only: a user may be called `__proto__`. */
function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object.assign(Object.create(null), typeof value === "object" && value !== null ? value : {});
}

/** Integers; older room versions let them be text. */
function levelIn(value: unknown): number | null {
  const level = typeof value === "string" && /^\s*-?[0-9]{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof level === "number" && Number.isSafeInteger(level) ? level : null;
}
