import { createHash, timingSafeEqual } from "node:crypto";
import { type Clock, fieldsOf } from "@parley/kernel";
import type { Asked, ForeignRoute } from "../../platform/http/foreign-routes.ts";
import type { Homeserver } from "../../platform/ports.ts";
import { createKnownRooms, type KnownRooms, telling } from "./known-rooms.ts";

export type { KnownRooms } from "./known-rooms.ts";

export interface RoomsDeps {
  readonly homeserver: Homeserver;
  /** What the homeserver shows us when it tells of events; null: it does not tell. */
  readonly tellingToken: string | null;
  readonly clock: Clock;
}

/** A hundred events of the largest size, with room for their clothes. */
const transactionBytes = 16 * 1024 * 1024;

/**
 * Who is in which room: asked of the homeserver once, kept true by what it tells us as its application service.
 * `rooms` is null where we hold no administration rights: then nobody's membership can be checked.
 */
export function createRoomsModule({ homeserver, tellingToken, clock }: RoomsDeps): {
  readonly rooms: KnownRooms | null;
  readonly routes: readonly ForeignRoute[];
  readonly close: () => void;
} {
  const { admin } = homeserver;
  if (admin === null) return { rooms: null, routes: [], close: () => {} };
  const rooms = createKnownRooms({ admin, clock, toldOfChanges: tellingToken !== null });
  // While it was away it may have told nobody.
  const close = homeserver.onChange(() => rooms.forgetAll());
  return { rooms, close, routes: tellingToken === null ? [] : routesOf(rooms, tellingToken) };
}

/** What Synapse calls. Source: Matrix 1.18, Application Service API. */
function routesOf(rooms: KnownRooms, token: string): readonly ForeignRoute[] {
  const admit: ForeignRoute["admit"] = (headers) => {
    if (isSame(headers.authorization ?? "", `Bearer ${token}`)) return null;
    return { status: 403, body: { errcode: "M_FORBIDDEN", error: "This is for the homeserver alone." } };
  };
  return [
    {
      method: "PUT",
      path: "/_matrix/app/v1/transactions/*",
      maxBytes: transactionBytes,
      cors: false,
      admit,
      answer: async (asked) => {
        const told = toldOf(asked);
        // Refused, it would come again for ever and nothing after it: one event that nobody can read must not do that.
        if (told === null) rooms.forgetAll();
        else for (const roomId of told) rooms.changed(roomId);
        return { status: 200, body: {} };
      },
    },
    {
      method: "POST",
      path: "/_matrix/app/v1/ping",
      maxBytes: 64 * 1024,
      cors: false,
      admit,
      answer: async () => ({ status: 200, body: {} }),
    },
  ];
}

/** Rooms of which something changed that we keep, each once; null when it cannot be read. */
function toldOf(asked: Asked): ReadonlySet<string> | null {
  const events = eventsOf(asked);
  if (events === null) return null;
  const found = new Set<string>();
  for (const event of events) {
    const { type, room_id } = fieldsOf(event);
    if (typeof type === "string" && typeof room_id === "string" && telling.has(type)) found.add(room_id);
  }
  return found;
}

function eventsOf({ json }: Asked): readonly unknown[] | null {
  try {
    const { events } = fieldsOf(json());
    return Array.isArray(events) ? events : null;
  } catch {
    return null;
  }
}

/** Takes as long wherever they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
