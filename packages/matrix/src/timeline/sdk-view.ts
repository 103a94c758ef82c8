import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { type Content, type EventView, record, relationOf, text } from "./event-view.ts";

/** Whether an event is encrypted and nobody has tried to read it yet (or is at it). */
export function isUnread(event: MatrixEvent): boolean {
  return event.isEncrypted() && event.getClearContent() === null && !event.isRedacted() && !event.isDecryptionFailure();
}

/** What the mapping sees of one of the SDK's events, as it stands now. Edits that the SDK has applied are taken back. */
export function viewOf(event: MatrixEvent, client: MatrixClient): EventView {
  const failure = event.decryptionFailureReason;
  const type = failure === null ? event.getType() : "m.room.encrypted";
  const wire: Content = event.getWireContent();
  const clear: Content = failure === null ? event.getOriginalContent() : wire;
  // Relations stay in the clear part of an encrypted event: readable without its key.
  const relates = record(wire, "m.relates_to") ?? record(clear, "m.relates_to");
  const content =
    relates === null || clear["m.relates_to"] !== undefined ? clear : { ...clear, "m.relates_to": relates };
  const txnId: unknown = event.getUnsigned().transaction_id;
  const mine = event.getSender() === client.getUserId();
  const asksRules =
    !mine && !event.isState() && failure === null && type === "m.room.message" && content["m.mentions"] === undefined;
  return {
    id: event.getId() ?? "",
    txnId: mine && typeof txnId === "string" ? txnId : null,
    type,
    sender: event.getSender() ?? "",
    ts: event.getTs(),
    stateKey: event.getStateKey() ?? null,
    content,
    prevContent: event.isState() && hasPrevious(event) ? event.getPrevContent() : null,
    relation: relationOf(type, content, event.event.redacts ?? null),
    redacted: event.isRedacted() ? { by: redactedBy(event) } : null,
    decrypting: isUnread(event),
    encrypted: event.isEncrypted(),
    failure,
    highlight: asksRules && client.getPushActionsForEvent(event)?.tweaks?.highlight === true,
  };
}

function hasPrevious(event: MatrixEvent): boolean {
  return event.getUnsigned().prev_content !== undefined;
}

function redactedBy(event: MatrixEvent): string | null {
  const because: unknown = event.getUnsigned().redacted_because;
  return typeof because === "object" && because !== null ? text({ ...because }, "sender") : null;
}
