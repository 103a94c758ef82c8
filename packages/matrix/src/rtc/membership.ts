import type { CallIntent, CallMember, CallTransport } from "../contract/calls.ts";

/** Membership in a room's call as state, in production since Element Call. Source: MSC3401, MSC4143. */
export const membershipType = "org.matrix.msc3401.call.member";
/** Milliseconds; the homeserver forgets nobody by itself, so what is older counts as left. */
export const expiresMs = 4 * 60 * 60_000;
/** Longer than this after it was written none counts, whatever it says. */
const longestMs = 24 * 60 * 60_000;

/** A state event as far as it is looked at. */
export interface MembershipEvent {
  readonly id: string;
  readonly sender: string;
  readonly stateKey: string;
  readonly sentAt: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The state key of a device's place. Without the underscore only rooms of coming versions let one write it. */
export function stateKeyOf(userId: string, deviceId: string): string {
  return `_${userId}_${deviceId}_m.call`;
}

/** How LiveKit names the participant of a place. Source: lk-jwt-service, compatibility mode. */
export function identityOf(userId: string, deviceId: string): string {
  return `${userId}:${deviceId}`;
}

/** A place that goes on, by the homeserver's clock. */
export interface Renewed {
  readonly joinedAt: number;
  readonly now: number;
}

/** What a place says of itself. */
export function membershipContent(
  own: { readonly userId: string; readonly deviceId: string },
  roomId: string,
  place: { readonly transport: CallTransport; readonly intent: CallIntent; readonly renewed: Renewed | null },
): Record<string, unknown> {
  const { renewed } = place;
  return {
    "application": "m.call",
    "call_id": "",
    "scope": "m.room",
    "device_id": own.deviceId,
    "membershipID": identityOf(own.userId, own.deviceId),
    // Counted from the joining, which a renewal must name; at first the homeserver's own time of the event is it.
    "expires": renewed === null ? expiresMs : renewed.now - renewed.joinedAt + expiresMs,
    ...(renewed === null ? {} : { created_ts: renewed.joinedAt }),
    "m.call.intent": place.intent,
    "focus_active": { type: "livekit", focus_selection: "multi_sfu" },
    "foci_preferred": [{ type: "livekit", livekit_service_url: place.transport.serviceUrl, livekit_alias: roomId }],
  };
}

/** A place with the time when it is over by itself, milliseconds since the epoch. */
export interface Placed extends CallMember {
  readonly until: number;
}

/**
 * The place that an event speaks of, or null: left, over, of another application, or not what it claims. The state key
 * must be the sender's own and the device's: with power in the room anybody may write under any key.
 */
export function memberIn(
  event: MembershipEvent,
  own: { readonly userId: string; readonly deviceId: string },
  now: number,
): Placed | null {
  const { content, sender } = event;
  const deviceId = content.device_id;
  if (content.application !== "m.call" || content.call_id !== "" || !isId(deviceId)) return null;
  const key = stateKeyOf(sender, deviceId);
  if (event.stateKey !== key && event.stateKey !== key.slice(1)) return null;
  const joinedAt = joinedAtOf(content.created_ts, event.sentAt);
  const until = overAt(content.expires, joinedAt, event.sentAt);
  const transport = transportIn(content.foci_preferred);
  if (until <= now || transport === null) return null;
  return {
    userId: sender,
    deviceId,
    identity: identityOf(sender, deviceId),
    eventId: event.id,
    joinedAt,
    intent: content["m.call.intent"] === "video" ? "video" : "audio",
    transport,
    own: sender === own.userId && deviceId === own.deviceId,
    until,
  };
}

/** When a place is over by itself, milliseconds since the epoch. */
function overAt(expires: unknown, joinedAt: number, sentAt: number): number {
  const lasts = typeof expires === "number" && expires > 0 ? expires : expiresMs;
  return Math.min(joinedAt + lasts, sentAt + longestMs);
}

/** A renewal keeps the first time; nobody was there before it, or comes from the future. */
function joinedAtOf(created: unknown, sentAt: number): number {
  return typeof created === "number" && created > 0 && created < sentAt ? created : sentAt;
}

/** The first LiveKit of a list from the network. */
export function transportIn(foci: unknown): CallTransport | null {
  if (!Array.isArray(foci)) return null;
  for (const focus of foci) {
    const { type, livekit_service_url } = Object(focus);
    if (type !== "livekit" || typeof livekit_service_url !== "string" || livekit_service_url.length > 1024) continue;
    if (/^https?:\/\//.test(livekit_service_url) && URL.canParse(livekit_service_url))
      return { serviceUrl: livekit_service_url };
  }
  return null;
}

export function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 255;
}
