import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { type Content, type EventView, record, relationOf, text } from "../content/event-view.ts";
import type { NoticeView } from "../content/notice.ts";
import { isKeyword } from "../notifications/reason.ts";
import { timeOf } from "../sdk/event-time.ts";

/** Whether an event is encrypted and nobody has tried to read it yet (or is at it). */
export function isUnread(event: MatrixEvent): boolean {
  return event.isEncrypted() && event.getClearContent() === null && !event.isRedacted() && !event.isDecryptionFailure();
}

/** As much of a state event as its line takes. */
export function stateViewOf(event: MatrixEvent): NoticeView {
  return {
    type: event.getWireType(),
    sender: event.getSender() ?? "",
    stateKey: event.event.state_key ?? null,
    content: event.getWireContent(),
    prevContent: hasPrevious(event) ? event.getPrevContent() : null,
    redacted: event.isRedacted() ? { by: null } : null,
  };
}

/** What the mapping sees of one of the SDK's events, as it stands now. Edits that the SDK has applied are taken back. */
export function viewOf(event: MatrixEvent, client: MatrixClient): EventView {
  const failure = event.decryptionFailureReason;
  const type = failure === null ? event.getType() : "m.room.encrypted";
  const wire: Content = event.getWireContent();
  const clear: Content = failure === null ? event.getOriginalContent() : wire;
  const content = contentOf(wire, clear);
  // Of the event itself: the SDK would answer with the state key that a decrypted payload claims.
  const stateKey = event.event.state_key ?? null;
  const txnId: unknown = event.getUnsigned().transaction_id;
  const mine = event.getSender() === client.getUserId();
  const asksRules = !mine && stateKey === null && failure === null && type === "m.room.message";
  return {
    id: event.getId() ?? "",
    txnId: mine && typeof txnId === "string" ? txnId : null,
    type,
    sender: event.getSender() ?? "",
    ts: timeOf(event),
    stateKey,
    content,
    prevContent: stateKey !== null && hasPrevious(event) ? event.getPrevContent() : null,
    relation: relationOf(type, {
      type: event.getWireType(),
      content: wire,
      redacts: event.event.redacts ?? null,
      stateKey,
    }),
    redacted: event.isRedacted() ? { by: redactedBy(event) } : null,
    decrypting: isUnread(event),
    encrypted: event.isEncrypted(),
    failure,
    highlight: asksRules && isHighlighted(event, content, client),
  };
}

/** Whom a message names is what it says itself, where it does; for keywords the rules are asked. */
function isHighlighted(event: MatrixEvent, content: Content, client: MatrixClient): boolean {
  if (client.getPushActionsForEvent(event)?.tweaks?.highlight !== true) return false;
  // The SDK notes beside the actions which rule they are of.
  const { rule } = event.getPushDetails();
  return content["m.mentions"] === undefined || (rule !== undefined && isKeyword(rule));
}

/**
 * The clear content, with the `m.relates_to` that the homeserver has seen: relations stay in the clear part of an
 * encrypted event. Of the payload's own only the quoted message is left, which acts on nothing.
 */
function contentOf(wire: Content, clear: Content): Content {
  const relates = record(wire, "m.relates_to");
  if (relates !== null) return wire === clear ? clear : { ...clear, "m.relates_to": relates };
  const inner = record(clear, "m.relates_to");
  if (inner === null) return clear;
  const answered = record(inner, "m.in_reply_to");
  const { "m.relates_to": _, ...rest } = clear;
  return answered === null ? rest : { ...rest, "m.relates_to": { "m.in_reply_to": answered } };
}

function hasPrevious(event: MatrixEvent): boolean {
  return event.getUnsigned().prev_content !== undefined;
}

function redactedBy(event: MatrixEvent): string | null {
  const because: unknown = event.getUnsigned().redacted_because;
  return typeof because === "object" && because !== null ? text({ ...because }, "sender") : null;
}
