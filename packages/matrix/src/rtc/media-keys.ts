import type { MediaKey } from "../contract/calls.ts";
import { identityOf, isId } from "./membership.ts";
import { identityIn } from "./sticky-place.ts";

/** Keys of media, over Olm to devices. Source: Element Call, `ToDeviceKeyTransport`. */
export const keyType = "io.element.call.encryption_keys";

/** A to-device message with what is known of its sender from its decryption; null: it came in the clear. */
export interface HeardMessage {
  readonly type: string;
  readonly content: unknown;
  readonly from: { readonly userId: string; readonly deviceId: string } | null;
}

export function keyContent(
  { index, key }: MediaKey,
  roomId: string,
  own: { readonly deviceId: string; readonly memberId: string },
  now: number,
): Record<string, unknown> {
  return {
    keys: { index, key: toBase64(key) },
    room_id: roomId,
    member: { id: own.memberId, claimed_device_id: own.deviceId },
    session: { call_id: "", application: "m.call", scope: "m.room" },
    sent_ts: now,
  };
}

/**
 * The key that a message brings and whose it is, or null. Whose is decided by Olm alone: what the message claims of its
 * device must be the same, and which of that device's places it is for it says itself. What came in the clear is nobody's.
 */
export function keyIn(
  message: HeardMessage,
): { readonly roomId: string; readonly identity: string; readonly key: MediaKey } | null {
  if (message.type !== keyType || message.from === null) return null;
  const { keys, room_id, member, session } = Object(message.content);
  const { index, key } = Object(keys);
  if (typeof room_id !== "string" || Object(session).call_id !== "") return null;
  const { id: memberId, claimed_device_id: deviceId } = Object(member);
  if (deviceId !== message.from.deviceId || (memberId !== undefined && !isId(memberId))) return null;
  if (!Number.isInteger(index) || index < 0 || index > 255 || typeof key !== "string" || key.length > 128) return null;
  const bytes = fromBase64(key);
  if (bytes === null || bytes.length < 16 || bytes.length > 64) return null;
  const { userId } = message.from;
  const identity = memberId === undefined ? identityOf(userId, deviceId) : identityIn(userId, deviceId, memberId);
  return { roomId: room_id, identity, key: { index, key: bytes } };
}

/** Unpadded, as everywhere in Matrix. */
function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
