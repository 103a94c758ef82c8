import type { AppError } from "@parley/kernel";
import { type MatrixClient, RoomType } from "matrix-js-sdk";
import { cleanName, withoutOverrides } from "../content/clean.ts";
import type { Discovery, FoundRoom } from "../contract/discovery.ts";
import type { Rooms } from "../contract/rooms.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { knownMembership } from "./known-membership.ts";
import { opennessOf } from "./openness.ts";
import { voiceRoomType } from "./room-type.ts";

const pageSize = 30;

/** The directory of the homeserver, and what links lead to. */
export function createDiscovery(handle: ClientHandle, rooms: Pick<Rooms, "join">): Discovery {
  const { client, account } = handle;
  return {
    search: ({ term, kind, from }) =>
      mapped(async () => {
        const wanted = term.trim();
        const { chunk, next_batch } = await client.publicRooms({
          limit: pageSize,
          ...(from === null ? {} : { since: from }),
          filter: {
            ...(wanted === "" ? {} : { generic_search_term: wanted }),
            room_types: kind === "space" ? [RoomType.Space] : [null, RoomType.UnstableCall],
          },
        });
        return {
          found: chunk.map((entry) => found(client, account.userId, entry)),
          next: next_batch ?? null,
        };
      }),
    preview: (idOrAlias, via) =>
      client.getRoomSummary(idOrAlias, via ? [...via] : []).then(
        (summary) => found(client, account.userId, summary),
        (thrown: unknown) => {
          throw previewFault(thrown);
        },
      ),
    join: (idOrAlias, via) =>
      mapped(async () => {
        if (!idOrAlias.startsWith("#")) {
          await rooms.join(idOrAlias, via);
          return idOrAlias;
        }
        const { room_id: roomId, servers } = await client.getRoomIdForAlias(idOrAlias);
        await rooms.join(roomId, via ?? servers.slice(0, 3));
        return roomId;
      }),
  };
}

/** Of what is no id, and of a room that it does not know and nobody else is named for, Synapse says only "400". */
function previewFault(thrown: unknown): AppError {
  const error = toMatrixError(thrown);
  const refused = typeof thrown === "object" && thrown !== null && "httpStatus" in thrown && thrown.httpStatus === 400;
  return refused && error.code === "MATRIX_UNEXPECTED"
    ? matrixError("MATRIX_NOT_FOUND", error.message, { cause: thrown })
    : error;
}

/** A row of the directory, or a summary: both come from the homeserver, the words in them from anyone. */
interface Described {
  readonly room_id: string;
  readonly room_type?: string | null;
  readonly name?: string;
  readonly topic?: string;
  readonly avatar_url?: string;
  readonly canonical_alias?: string;
  readonly num_joined_members: number;
  readonly join_rule?: string;
  readonly membership?: string;
  readonly allowed_room_ids?: readonly string[];
}

function found(client: MatrixClient, userId: string, entry: Described): FoundRoom {
  const alias = entry.canonical_alias ?? null;
  return {
    id: entry.room_id,
    kind: entry.room_type === RoomType.Space ? "space" : "room",
    voice: entry.room_type === voiceRoomType,
    alias,
    name: cleanName(entry.name ?? "", alias ?? entry.room_id),
    topic: withoutOverrides(entry.topic?.trim() ?? "") || null,
    avatarMxc: entry.avatar_url ?? null,
    memberCount: entry.num_joined_members,
    membership: membershipIn(client, userId, entry),
    open: opennessOf(client, entry),
  };
}

function membershipIn(client: MatrixClient, userId: string, entry: Described): FoundRoom["membership"] {
  const room = client.getRoom(entry.room_id);
  const heard = room === null ? null : knownMembership(room, userId);
  // That a ban was lifted comes with no sync: there the summary's word is the newer one.
  const known = (heard === "ban" ? entry.membership : null) ?? heard ?? entry.membership ?? null;
  return known === "join" || known === "invite" || known === "knock" || known === "leave" || known === "ban"
    ? known
    : null;
}
