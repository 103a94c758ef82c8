import { RelationType } from "matrix-js-sdk";
import { record, text } from "../content/event-view.ts";
import type { CallIntent } from "../contract/calls.ts";
import { roomSlot } from "./sticky-place.ts";

/** Tells that a call has begun, or rings. Source: MSC4075, as Element Call has it in production. */
export const notificationType = "org.matrix.msc4075.rtc.notification";
/** Says no to one of them. Source: MSC4310. */
export const declineType = "org.matrix.msc4310.rtc.decline";
/** A room that is a call all the time: who goes in has called nobody. */
export const voiceRoomType = "org.matrix.msc3417.call";

/** How long we ring, milliseconds. */
export const ringMs = 60_000;
/** Nobody rings for longer, whatever they say. Source: matrix-js-sdk 43. */
export const longestRingMs = 120_000;
/** Where nothing is said. Source: Element Web. */
const usualRingMs = 90_000;
/** How far a sender's clock may be from the homeserver's and still be taken for the time of the event. */
const clockSlackMs = 15_000;
/** A ring from further ahead than this has a time that means nothing. */
const aheadMs = 10 * 60_000;
/** Names that are looked at. */
const mostNamed = 1000;

/** What an event says that tells of a call. */
export interface CallNotice {
  readonly rings: boolean;
  readonly intent: CallIntent;
  /** Who is meant by name. */
  readonly users: readonly string[];
  /** Everybody in the room is meant, if the sender may call on all of them. */
  readonly room: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly lifetimeMs: number;
}

/**
 * Reads the content of a notification; null: it is none, or of another call than the room's own. `sentAt` is the
 * homeserver's time of the event, which holds where the sender's own is too far from it.
 */
export function readNotice(content: Readonly<Record<string, unknown>>, sentAt: number): CallNotice | null {
  const kind = content.notification_type;
  const mentions = record(content, "m.mentions");
  if ((kind !== "ring" && kind !== "notification") || mentions === null) return null;
  if (content.slot_id !== undefined && content.slot_id !== roomSlot) return null;
  const { lifetime, sender_ts: senderTs } = content;
  const lifetimeMs = typeof lifetime === "number" ? Math.min(lifetime, longestRingMs) : usualRingMs;
  // Not a number is not more than 0 either.
  if (!(lifetimeMs > 0)) return null;
  const near = typeof senderTs === "number" && Math.abs(senderTs - sentAt) < clockSlackMs;
  const users: readonly unknown[] = Array.isArray(mentions.user_ids) ? mentions.user_ids.slice(0, mostNamed) : [];
  return {
    rings: kind === "ring",
    intent: content["m.call.intent"] === "video" ? "video" : "audio",
    users: users.filter((user) => typeof user === "string"),
    room: mentions.room === true,
    startedAt: near ? senderTs : sentAt,
    lifetimeMs,
  };
}

/**
 * How much longer it rings, in milliseconds; 0 or less: not any more. `age` is what the homeserver says of the event's:
 * the larger of both counts, so that a wrong clock may keep something from ringing and never makes old things ring.
 */
export function remainingMs(notice: CallNotice, now: number, age: number): number {
  if (notice.startedAt - now > aheadMs) return 0;
  return notice.lifetimeMs - Math.max(0, now - notice.startedAt, age);
}

/** The content of a notification of ours. Source: matrix-js-sdk 43, `MatrixRTCSession.sendCallNotify`. */
export function noticeContent(call: {
  readonly rings: readonly string[] | null;
  readonly intent: CallIntent;
  /** Of one's own place in the call. */
  readonly membershipId: string;
  readonly now: number;
}) {
  const { rings, intent, membershipId, now } = call;
  return {
    "slot_id": roomSlot,
    "m.mentions": rings === null ? { user_ids: [], room: true } : { user_ids: [...rings], room: false },
    "notification_type": rings === null ? ("notification" as const) : ("ring" as const),
    "m.relates_to": { rel_type: RelationType.Reference as const, event_id: membershipId },
    "sender_ts": now,
    "lifetime": ringMs,
    "msc4354_sticky_key": roomSlot,
    "m.call.intent": intent,
  };
}

/** The content of a decline of ours. */
export function declineContent(ringId: string) {
  return {
    "m.relates_to": { rel_type: RelationType.Reference as const, event_id: ringId },
    "msc4354_sticky_key": ringId,
  };
}

/** The event that another one refers to by `m.reference`, by the part of it that the homeserver has seen. */
export function referenceIn(wireContent: Readonly<Record<string, unknown>>): string | null {
  const relates = record(wireContent, "m.relates_to");
  return text(relates, "rel_type") === "m.reference" ? text(relates, "event_id") : null;
}
