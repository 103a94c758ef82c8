import { type Clock, type Log, messageOf, type Scope } from "@parley/kernel";
import type { HierarchyRoom, MatrixClient } from "matrix-js-sdk";
import { cleanName, withoutOverrides } from "../content/clean.ts";
import type { Joinable, SpaceFacts } from "./build-list.ts";
import { opennessOf } from "./openness.ts";
import { voiceRoomType } from "./room-type.ts";

/** What a space offers that I have not joined, from `GET /rooms/{id}/hierarchy`. */
export interface JoinableRooms {
  of(spaceId: string): readonly Joinable[];
  /** What was known of this room's door is no longer so: looks again where it is offered. */
  lookAgain(roomId: string): void;
  /** Looks again where the channels that I am not in are others than when it last looked. */
  follow(spaces: readonly SpaceFacts[], isMine: (roomId: string) => boolean): void;
}

const pageSize = 100;
/** More of a space's channels are not looked at. */
const mostPages = 5;
const retryMs = 30_000;

export function createJoinableRooms(options: {
  readonly client: MatrixClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: Scope;
  readonly changed: () => void;
}): JoinableRooms {
  const { client, clock, log, scope } = options;
  const found = new Map<string, { readonly asked: string; readonly rooms: readonly Joinable[] }>();
  /** The next try of each space whose last one failed. */
  const retries = new Map<string, () => void>();
  scope.onEnd(() => {
    for (const cancel of retries.values()) cancel();
  });

  const look = async (spaceId: string, asked: string): Promise<void> => {
    found.set(spaceId, { asked, rooms: found.get(spaceId)?.rooms ?? [] });
    retries.get(spaceId)?.();
    retries.delete(spaceId);
    try {
      const rooms = await listedIn(client, spaceId);
      if (scope.ended || found.get(spaceId)?.asked !== asked) return;
      const wanted = new Set(asked.split("\n"));
      found.set(spaceId, {
        asked,
        rooms: rooms
          .filter((room) => wanted.has(room.room_id) && room.room_type !== "m.space")
          .map((room) => ({
            id: room.room_id,
            name: cleanName(room.name ?? "", room.room_id),
            topic: room.topic === undefined ? null : withoutOverrides(room.topic),
            voice: room.room_type === voiceRoomType,
            open: opennessOf(client, room),
          }))
          // Who may read it from outside sees it listed, and may still not come in.
          .filter(({ open }) => open !== "no"),
      });
      options.changed();
    } catch (fault) {
      if (scope.ended) return;
      log.debug("a space's channels could not be listed", { reason: messageOf(fault) });
      // Of several that failed side by side one goes on.
      retries.get(spaceId)?.();
      const again = clock.after(retryMs, () => {
        if (found.get(spaceId)?.asked === asked) void look(spaceId, asked);
      });
      retries.set(spaceId, again);
    }
  };

  return {
    of: (spaceId) => found.get(spaceId)?.rooms ?? [],
    lookAgain(roomId) {
      for (const [spaceId, { asked }] of found) if (asked.split("\n").includes(roomId)) void look(spaceId, asked);
    },
    follow(spaces, isMine) {
      for (const space of spaces) {
        if (space.membership !== "join") continue;
        const missing = space.children
          .map((child) => child.roomId)
          .filter((roomId) => !isMine(roomId))
          .sort()
          .join("\n");
        if (missing === "") found.delete(space.id);
        else if (found.get(space.id)?.asked !== missing) void look(space.id, missing);
      }
    },
  };
}

/** Those that I am in come first or last as the homeserver likes: one page may hold nothing else. */
async function listedIn(client: MatrixClient, spaceId: string): Promise<HierarchyRoom[]> {
  const listed: HierarchyRoom[] = [];
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { rooms, next_batch } = await client.getRoomHierarchy(spaceId, pageSize, 1, false, from);
    listed.push(...rooms);
    if (next_batch === undefined) break;
    from = next_batch;
  }
  return listed;
}
