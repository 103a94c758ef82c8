import { AppError, type Clock, createSecret, type Log, messageOf, type Random } from "@parley/kernel";
import type { RateLimit } from "../../platform/call.ts";
import { type SfuKey, signToken, type VideoGrant } from "./jwt.ts";
import type { Seat } from "./occupancy.ts";
import type { SfuApi } from "./sfu-api.ts";

/** Rooms in which a browser tries whether media gets through. Nobody's call, and no way into one. */
export interface MediaChecks {
  /** Makes one for a minute. Throws RATE_LIMITED or PART_DOWN. */
  open(userId: string): Promise<readonly string[]>;
  /** Whether it is one of these rooms, whatever became of it. */
  owns(alias: string): boolean;
  /** Whether the seat may be taken now. */
  admits(seat: Seat): boolean;
  close(): void;
}

export interface ChecksDeps {
  readonly sfu: Pick<SfuApi, "createRoom" | "deleteRoom">;
  readonly key: () => SfuKey | null;
  readonly rate: RateLimit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const livesMs = 60_000;
/** One way to LiveKit for each: UDP, TCP, and the relays that may be set up. */
const seats = 10;
const mostRooms = 16;
/** No call is named so: their names are base64, which has no hyphen. */
const prefix = "check-";

export function createMediaChecks({ sfu, key, rate, clock, random, log }: ChecksDeps): MediaChecks {
  const rooms = new Map<string, { readonly until: number; readonly cancel: () => void }>();
  const end = (alias: string) => {
    rooms.get(alias)?.cancel();
    rooms.delete(alias);
    sfu
      .deleteRoom(alias)
      .catch((thrown: unknown) => log.warn("a check of the media could not be ended", { error: messageOf(thrown) }));
  };
  return {
    async open(userId) {
      rate.take(userId);
      const own = key();
      if (own === null) throw new AppError("PART_DOWN", "LiveKit does not run just now.", { retryable: true });
      const oldest = rooms.size >= mostRooms ? rooms.keys().next().value : undefined;
      if (oldest !== undefined) end(oldest);
      const alias = `${prefix}${createSecret(random)}`;
      await sfu.createRoom(alias, { empty: 30, left: 1 });
      const now = clock.now();
      rooms.set(alias, { until: now + livesMs, cancel: clock.after(livesMs, () => end(alias)) });
      const expiresAt = Math.floor((now + livesMs) / 1000);
      return Array.from({ length: seats }, (_, seat) =>
        signToken(own, { identity: `${prefix}${seat}`, video: grants(alias), expiresAt }, now),
      );
    },
    owns: (alias) => alias.startsWith(prefix),
    admits: ({ alias }) => clock.now() < (rooms.get(alias)?.until ?? 0),
    close() {
      for (const { cancel } of rooms.values()) cancel();
      rooms.clear();
    },
  };
}

/** Receiving is allowed so that LiveKit opens a connection at all; there is nobody to receive from. */
function grants(room: string): VideoGrant {
  return {
    room,
    roomJoin: true,
    roomCreate: false,
    canPublish: false,
    canSubscribe: true,
    canPublishData: false,
    canUpdateOwnMetadata: false,
  };
}
