import type { SendState } from "../contract/timeline.ts";
import type { LocalMedia } from "./local-media.ts";

/** JSON of an event's content, from the network: nothing about it may be trusted. */
export type Content = Readonly<Record<string, unknown>>;

/** What an event says about another one (`m.relates_to`), as far as the timeline understands it. */
export type Relation =
  | { readonly kind: "edit"; readonly target: string }
  | { readonly kind: "reaction"; readonly target: string; readonly key: string }
  | { readonly kind: "redaction"; readonly target: string };

/**
 * The part of an event that the mapping needs, decrypted as far as it can be. A new object stands for a change: the
 * mapping compares by identity.
 */
export interface EventView {
  readonly id: string;
  /** The transaction id it was sent under from this device, or null. */
  readonly txnId: string | null;
  /** Clear type. `m.room.encrypted` while it is not decrypted. */
  readonly type: string;
  readonly sender: string;
  /** `origin_server_ts`. */
  readonly ts: number;
  /** Of the event itself: an encrypted payload that claims one is no state. */
  readonly stateKey: string | null;
  readonly content: Content;
  readonly prevContent: Content | null;
  readonly relation: Relation | null;
  /** Set when the homeserver has already emptied the event. */
  readonly redacted: { readonly by: string | null } | null;
  /** Encrypted, and the attempt to decrypt it is still to come or under way. */
  readonly decrypting: boolean;
  /** It came encrypted, whether it could be read or not. */
  readonly encrypted: boolean;
  /** Why decryption failed (a `DecryptionFailureCode`), or null. */
  readonly failure: string | null;
  /** The push rules say that it holds a keyword, or, where `m.mentions` is absent, that it names me. */
  readonly highlight: boolean;
  /** Files of an own message that are still on their way. */
  readonly local?: LocalMedia | null;
}

/** What a relation or a redaction points to: an event, or an own message that has no id yet. */
export type Target = { readonly eventId: string } | { readonly txnId: string };

/** An own change that the homeserver has not echoed yet. */
export interface PendingView {
  readonly txnId: string;
  readonly kind: "message" | "edit" | "reaction" | "redaction";
  readonly type: string;
  readonly content: Content;
  readonly target: Target | null;
  readonly ts: number;
  /** Null: the homeserver has it under `eventId`, the echo is still to come. */
  readonly send: SendState | null;
  readonly eventId: string | null;
  /** Held back until then, so that it can be taken back. */
  readonly heldUntil?: number | null;
  /** Who is told of it because it answers them. */
  readonly repliedTo?: string | null;
  /** Files of it that are still on their way. */
  readonly local?: LocalMedia | null;
}

const isRecord = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member of untrusted content, when it is a string. */
export function text(content: Content | null | undefined, key: string): string | null {
  const value = content?.[key];
  return typeof value === "string" ? value : null;
}

/** A member of untrusted content, when it is an object. */
export function record(content: Content | null | undefined, key: string): Content | null {
  const value = content?.[key];
  return isRecord(value) ? value : null;
}

/** A member of untrusted content, when it is a finite number of at least 0. */
export function size(content: Content | null | undefined, key: string): number | null {
  const value = content?.[key];
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** What of an event the homeserver has seen, beside its decrypted type: only that may act on other events. */
interface Wire {
  /** Type of the event itself: `m.room.encrypted` for what came encrypted. */
  readonly type: string;
  readonly content: Content;
  /** Top-level `redacts`, where rooms before version 11 have it. */
  readonly redacts: string | null;
  readonly stateKey: string | null;
}

/**
 * The relation of an event (Matrix 1.16, client-server API 11.9 to 11.12 and `m.room.redaction`). `type` is the clear
 * type. The homeserver has judged what stands on the wire and nothing else: what is inside an encrypted payload never
 * redacts, and the payload's own `m.relates_to` counts for nothing.
 */
export function relationOf(type: string, wire: Wire): Relation | null {
  if (wire.stateKey !== null) return null;
  if (wire.type === "m.room.redaction") {
    const target = wire.redacts ?? text(wire.content, "redacts");
    return target === null ? null : { kind: "redaction", target };
  }
  const relates = record(wire.content, "m.relates_to");
  const target = text(relates, "event_id");
  if (target === null) return null;
  const kind = text(relates, "rel_type");
  if (kind === "m.replace") return { kind: "edit", target };
  if (kind === "m.annotation" && type === "m.reaction") {
    const key = text(relates, "key");
    return key === null || key === "" ? null : { kind: "reaction", target, key };
  }
  return null;
}
