import type { MatrixClient } from "matrix-js-sdk";
import type { FoundRoom } from "../contract/discovery.ts";

/** What the homeserver tells of the door of a room that one may not be in. */
interface Door {
  readonly join_rule?: string | undefined;
  readonly allowed_room_ids?: readonly string[] | undefined;
}

/** Whether one can come into a room by its rule. */
export function opennessOf(client: Pick<MatrixClient, "getRoom">, door: Door): FoundRoom["open"] {
  switch (door.join_rule) {
    case "public":
      return "yes";
    case "restricted":
    case "knock_restricted": {
      const mine = door.allowed_room_ids?.some((roomId) => client.getRoom(roomId)?.getMyMembership() === "join");
      return mine ? "yes" : door.join_rule === "restricted" ? "unknown" : "ask";
    }
    case "knock":
      return "ask";
    case "invite":
    case "private":
      return "no";
    default:
      return "unknown";
  }
}
