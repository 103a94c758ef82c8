import { type MatrixEvent, PushRuleKind, type Room } from "matrix-js-sdk";
import type { InboxItem } from "../contract/notifications.ts";

/** Why a message belongs into the inbox, by the push rules as they stand; null: it does not. */
export function reasonOf(event: MatrixEvent, room: Room, userId: string): InboxItem["reason"] | null {
  if (event.isEncrypted() && event.getClearContent() === null) return null;
  const details = room.client.getPushDetailsForEvent(event, true);
  const actions = details?.actions;
  if (actions?.notify !== true) return null;
  if (answers(event, room, userId)) return "reply";
  if (actions.tweaks.highlight !== true) return null;
  return details?.rule !== undefined && isKeyword(details.rule) ? "keyword" : "mention";
}

/** A rule that its person has made for a word. */
export function isKeyword({ kind, rule_id: id }: { readonly kind: string; readonly rule_id: string }): boolean {
  return kind === PushRuleKind.ContentSpecific && !id.startsWith(".");
}

function answers(event: MatrixEvent, room: Room, userId: string): boolean {
  const relates: unknown = event.getWireContent()["m.relates_to"];
  if (typeof relates !== "object" || relates === null || !("m.in_reply_to" in relates)) return false;
  if ("is_falling_back" in relates && relates.is_falling_back === true) return false;
  const target = relates["m.in_reply_to"];
  if (typeof target !== "object" || target === null || !("event_id" in target)) return false;
  return typeof target.event_id === "string" && room.findEventById(target.event_id)?.getSender() === userId;
}
