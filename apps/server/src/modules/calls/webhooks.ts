import { createHash } from "node:crypto";
import { AppError, fieldsOf } from "@parley/kernel";
import type { ForeignRoute } from "../../platform/http/foreign-routes.ts";
import { readToken, type SfuKey } from "./jwt.ts";
import type { Occupancy, Seat } from "./occupancy.ts";

export interface WebhookDeps {
  readonly key: () => SfuKey | null;
  readonly occupancy: Occupancy;
  /** Somebody came into a call. */
  readonly onJoined: (seat: Seat) => void;
  /** A room that is nobody's call. */
  readonly isCheck: (alias: string) => boolean;
  readonly now: () => number;
}

const bodyBytes = 256 * 1024;

/** What LiveKit tells of comings and goings, each signed over its bytes. Source: livekit `protocol/webhook`. */
export function webhookRoute(path: string, { key, occupancy, onJoined, isCheck, now }: WebhookDeps): ForeignRoute {
  return {
    method: "POST",
    path,
    maxBytes: bodyBytes,
    cors: false,
    answer: async ({ headers, body, json }) => {
      const own = key();
      const claims = own === null ? null : readToken(headers.authorization ?? "", own, now());
      if (claims?.sha256 !== createHash("sha256").update(body).digest("base64")) {
        throw new AppError("NOT_SIGNED_IN", "The signature is not LiveKit's.");
      }
      const { event, room, participant } = fieldsOf(json());
      const alias = textIn(room, "name");
      const identity = textIn(participant, "identity");
      if (alias === null || identity === null || isCheck(alias)) return { status: 200, body: {} };
      const seat = { alias, identity };
      const visit = textIn(participant, "sid") ?? "";
      if (event === "participant_joined") {
        occupancy.joined(seat, visit);
        onJoined(seat);
      } else if (event === "participant_left") {
        occupancy.left(seat, visit, textIn(participant, "disconnectReason") === "CLIENT_INITIATED");
      } else if (event === "participant_connection_aborted") {
        occupancy.left(seat, visit, false);
      }
      return { status: 200, body: {} };
    },
  };
}

function textIn(value: unknown, name: string): string | null {
  const found = fieldsOf(value)[name];
  return typeof found === "string" && found !== "" && found.length <= 512 ? found : null;
}
