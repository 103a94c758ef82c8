import { AppError, type Clock } from "@parley/kernel";
import type { RateLimit } from "../../platform/call.ts";
import type { Answered, Asked, ForeignRoute } from "../../platform/http/foreign-routes.ts";

import type { DelegatedLeaves } from "./delegated-leaves.ts";
import { type SfuKey, signToken } from "./jwt.ts";
import type { Seat } from "./occupancy.ts";
import type { VerifyOpenId } from "./open-id.ts";
import { admitted, grantsFor, type Sources } from "./policy.ts";
import type { SfuApi } from "./sfu-api.ts";
import type { People } from "./steward.ts";
import type { CallStore } from "./store.ts";
import { hashedRequest, plainRequest, seatOf, type TokenRequest } from "./token-requests.ts";

export interface TokenServiceDeps {
  readonly rows: CallStore;
  readonly sfu: { readonly api: SfuApi; readonly key: () => SfuKey | null; readonly url: string };
  readonly people: People;
  readonly verify: VerifyOpenId;
  readonly leaves: DelegatedLeaves;
  readonly rate: RateLimit;
  readonly clock: Clock;
}

/** A call goes on after it; whoever comes back gets a new one. */
const tokenLifeMs = 30 * 60_000;
const bodyBytes = 64 * 1024;
/** Whoever comes in is looked at anew: here a sign-out past us may be known a little later. */
const deviceMs = 60_000;

/**
 * Hands out call tokens as lk-jwt-service does on the wire (`handler.go`, `requests.go`), so that every MatrixRTC
 * client can use it; unlike it, only to members of the room.
 */
export function tokenRoutes(deps: TokenServiceDeps): readonly ForeignRoute[] {
  const { rows, sfu, people, verify, leaves, rate, clock } = deps;

  /** Who asks, once they have proved it. */
  const prove = async (request: TokenRequest, address: string): Promise<string> => {
    const userId = await verify({ ...request.openId, address });
    if (request.claimedUserId !== null && request.claimedUserId !== userId) {
      throw new AppError("NOT_SIGNED_IN", "The OpenID token belongs to another account.");
    }
    rate.take(userId);
    return userId;
  };
  /** What they may bring; throws when they may not come. */
  const admit = async (request: TokenRequest, userId: string): Promise<Sources> => {
    const [powers, hasDevice] = await Promise.all([
      people.powers(request.roomId),
      people.hasDevice(userId, request.deviceId, deviceMs),
    ]).catch(() => {
      throw later("The homeserver does not answer just now.");
    });
    const sources = admitted(powers, userId, people.homeOf(userId));
    if (sources === null) throw new AppError("NOT_ADMITTED", "Only members of the room may join its call.");
    if (!hasDevice) throw new AppError("NOT_ADMITTED", "That device is not signed in.");
    return sources;
  };
  const seat = async (request: TokenRequest, userId: string, own: Seat): Promise<void> => {
    const now = clock.now();
    const { alias, identity } = own;
    const isOurs = people.homeOf(userId) === "here";
    await Promise.all([
      // People of other homeservers come into what is there.
      isOurs &&
        sfu.api.createRoom(alias).catch(() => {
          throw later("LiveKit does not answer just now.");
        }),
      rows.seat(
        { alias, room_id: request.roomId, slot_id: request.slotId, last_seen: now },
        { alias, identity, user_id: userId, device_id: request.deviceId, issued_at: now, removed_at: null },
      ),
    ]);
  };
  /** Only our own homeserver is asked to keep a leave back, and to send it: an address from a client is never called. */
  const keepsLeave = ({ openId }: TokenRequest) => people.homeOf(`@anybody:${openId.serverName}`) !== "listed";
  const give = async (request: TokenRequest, address: string): Promise<Answered> => {
    // Before the token is used up: a client comes again without.
    if (request.leave !== null && !keepsLeave(request)) {
      throw new AppError("BAD_PARAMS", "delay_id: leaves are kept for accounts of this homeserver only.");
    }
    const key = sfu.key();
    // At the first start it is fetched or built, which takes minutes: said apart from what merely does not answer.
    if (key === null) {
      throw new AppError("STARTING", "LiveKit does not run yet.", { retryable: true, retryAfterMs: 10_000 });
    }
    const begun = clock.now();
    const userId = await prove(request, address);
    const proved = clock.now();
    const sources = await admit(request, userId);
    const admitted = clock.now();
    const own = seatOf(request, userId);
    await seat(request, userId, own);
    const seated = clock.now();
    if (request.leave !== null) await leaves.take(own, request.leave.delayId, request.leave.timeoutMs);
    const now = clock.now();
    const claims = {
      identity: own.identity,
      video: grantsFor(own.alias, sources),
      expiresAt: Math.floor((now + tokenLifeMs) / 1000),
    };
    const timing = { person: proved - begun, member: admitted - proved, room: seated - admitted };
    return { status: 200, body: { url: sfu.url, jwt: signToken(key, claims, now) }, timing };
  };
  const delegate = async (request: TokenRequest, address: string): Promise<Answered> => {
    if (!keepsLeave(request)) throw new AppError("NOT_FOUND", "Leaves are kept for accounts of this homeserver only.");
    const userId = await prove(request, address);
    await admit(request, userId);
    if (request.leave !== null)
      await leaves.take(seatOf(request, userId), request.leave.delayId, request.leave.timeoutMs);
    return { status: 200, body: {} };
  };

  const route = (path: string, work: (asked: Asked) => Promise<Answered>): ForeignRoute => ({
    method: "POST",
    path: `/livekit/jwt${path}`,
    maxBytes: bodyBytes,
    cors: true,
    answer: async (asked) => {
      rate.take(asked.address);
      return work(asked);
    },
  });
  return [
    route("/sfu/get", (asked) => give(plainRequest(asked.json()), asked.address)),
    route("/get_token", (asked) => give(hashedRequest(asked.json(), { needsLeave: false }), asked.address)),
    route("/delegate_delayed_leave", (asked) =>
      delegate(hashedRequest(asked.json(), { needsLeave: true }), asked.address),
    ),
    {
      method: "GET",
      path: "/livekit/jwt/healthz",
      maxBytes: bodyBytes,
      cors: true,
      answer: async () => ({ status: 200, body: {} }),
    },
  ];
}

function later(message: string): AppError {
  return new AppError("PART_DOWN", `${message} Try again in a moment.`, { retryable: true, retryAfterMs: 2000 });
}
