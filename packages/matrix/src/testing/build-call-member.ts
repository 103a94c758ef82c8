import type { CallMember } from "../contract/calls.ts";
import { identityOf } from "../rtc/membership.ts";

/** A place in a call. */
export function buildCallMember(parts: Pick<CallMember, "userId" | "eventId"> & Partial<CallMember>): CallMember {
  const deviceId = parts.deviceId ?? "DEVICE";
  return {
    deviceId,
    identity: identityOf(parts.userId, deviceId),
    joinedAt: 1,
    intent: "audio",
    transport: { serviceUrl: "https://parley.example/livekit/jwt" },
    own: false,
    ...parts,
  };
}
