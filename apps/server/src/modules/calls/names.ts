import { createHash } from "node:crypto";

/** The slot of a room's one call, as compatibility mode names it. Source: MSC4143, lk-jwt-service. */
export const roomSlot = "m.call#ROOM";

/**
 * LiveKit's name of a call: unpadded base64 of SHA-256 of JSON `[room, slot]`. Whoever computes it otherwise joins
 * another call. Source: lk-jwt-service `helper.go`.
 */
export function aliasOf(roomId: string, slotId: string): string {
  return hashOf([roomId, slotId]);
}

/** A participant's identity in sticky mode; says nothing about the person to the SFU. Source: as above. */
export function hashedIdentity(userId: string, deviceId: string, memberId: string): string {
  return hashOf([userId, deviceId, memberId]);
}

/** A participant's identity in compatibility mode. */
export function plainIdentity(userId: string, deviceId: string): string {
  return `${userId}:${deviceId}`;
}

function hashOf(parts: readonly string[]): string {
  return createHash("sha256").update(goJson(parts)).digest("base64").replace(/=+$/, "");
}

/** JSON as Go writes it: it escapes what HTML or JavaScript could stumble over, `JSON.stringify` does not. */
function goJson(parts: readonly string[]): string {
  return JSON.stringify(parts).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
