import type { CallIntent, CallMember, CallTransport } from "../contract/calls.ts";
import { Sha256 } from "../media/sha256.ts";
import { identityOf, isId, type Placed, transportIn } from "./membership.ts";

/** Membership in a call as a sticky event, "Matrix 2.0" of Element Call. Source: MSC4143, MSC4354. */
export const stickyType = "org.matrix.msc4143.rtc.member";
/** Whether sticky places count in a room. Source: MSC4143. */
export const slotType = "org.matrix.msc4143.rtc.slot";
export const roomSlot = "m.call#ROOM";

/** A sticky event as far as it is looked at. */
export interface StickyEvent {
  readonly id: string;
  readonly sender: string;
  readonly sentAt: number;
  /** When the homeserver lets go of it, milliseconds since the epoch. */
  readonly until: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Milliseconds; the longest that Synapse keeps one. */
export const stickyMs = 60 * 60_000;

/** What a place of Matrix 2.0 says of itself. Source: matrix-js-sdk, `RtcMembershipData`. */
export function stickyContent(
  own: { readonly userId: string; readonly deviceId: string; readonly memberId: string },
  place: { readonly transport: CallTransport; readonly intent: CallIntent },
) {
  const { userId, deviceId, memberId } = own;
  return {
    slot_id: roomSlot,
    application: { "type": "m.call", "m.call.intent": place.intent },
    member: { id: memberId, user_id: userId, device_id: deviceId },
    transports: {
      published: [{ type: "livekit", livekit_service_url: place.transport.serviceUrl }],
      can_subscribe: ["livekit"],
    },
    versions: [],
    msc4354_sticky_key: memberId,
  };
}

/** How the same says that it is given up. */
export function stickyLeave(memberId: string) {
  return { slot_id: roomSlot, msc4354_sticky_key: memberId };
}

/** An open slot, which Element Call wants to see before it counts places of Matrix 2.0. */
export function openSlot(encrypted: boolean): Record<string, unknown> {
  const encryption = encrypted ? { encryption: { type: "org.matrix.msc4143.per_member" } } : {};
  return { status: "open", application: { type: "m.call" }, ...encryption };
}

/**
 * The place that a sticky event speaks of, or null: left, over, of another application, not what it claims, or of an
 * earlier visit of this device: `taken` are its member ids of this run.
 */
export function stickyMemberIn(
  event: StickyEvent,
  own: Pick<CallMember, "userId" | "deviceId"> & { readonly taken: ReadonlySet<string> },
  now: number,
): Placed | null {
  const { content, sender, until } = event;
  const { id: memberId, user_id: userId, device_id: deviceId } = Object(content.member);
  const { type, "m.call.intent": intent } = Object(content.application);
  if (content.slot_id !== roomSlot || type !== "m.call" || until <= now) return null;
  if (userId !== sender || !isId(deviceId) || !isId(memberId)) return null;
  const isOwn = sender === own.userId && deviceId === own.deviceId;
  if (isOwn && !own.taken.has(memberId)) return null;
  const transport = transportIn(Object(content.transports).published);
  if (transport === null) return null;
  return {
    userId: sender,
    deviceId,
    identity: identityIn(sender, deviceId, memberId),
    eventId: event.id,
    joinedAt: event.sentAt,
    intent: intent === "video" ? "video" : "audio",
    transport,
    own: isOwn,
    until,
  };
}

/** Whether a slot's content closes it; a room without one is open. */
export function isClosed(slot: Readonly<Record<string, unknown>> | undefined): boolean {
  if (slot === undefined) return false;
  return slot.status !== "open" || Object(slot.application).type !== "m.call";
}

const known = new Map<string, string>();
const mostKnown = 2000;

/**
 * How LiveKit names the participant of a place with this member id: it learns nothing of the person by it. A place in
 * compatibility mode has a member id too, and is named as it says. Source: MSC4195, lk-jwt-service.
 */
export function identityIn(userId: string, deviceId: string, memberId: string): string {
  const plain = identityOf(userId, deviceId);
  if (memberId === plain) return plain;
  const text = goJson([userId, deviceId, memberId]);
  const found = known.get(text);
  if (found !== undefined) return found;
  const hash = new Sha256();
  hash.update(new TextEncoder().encode(text));
  const identity = btoa(String.fromCharCode(...hash.digest())).replace(/=+$/, "");
  if (known.size >= mostKnown) known.clear();
  known.set(text, identity);
  return identity;
}

/** JSON as Go writes it, whose hash it is: it escapes what HTML or JavaScript could stumble over. */
function goJson(parts: readonly string[]): string {
  return JSON.stringify(parts).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
