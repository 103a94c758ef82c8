import { EventType, type MatrixEvent, type Room } from "matrix-js-sdk";
import { messageBody, replyTarget } from "../content/body.ts";
import { cleanName, withoutOverrides } from "../content/clean.ts";
import { type Content, record } from "../content/event-view.ts";
import { plainOf } from "../content/plain.ts";
import type { Preview } from "../contract/rooms.ts";
import { timeOf } from "../sdk/event-time.ts";
import { nameAtGlance } from "./namesakes.ts";

/** Letters of a line, as they are counted by reading. */
const longest = 200;

const kinds: Readonly<Record<string, Preview["kind"]>> = {
  "m.image": "image",
  "m.file": "file",
  "m.audio": "audio",
  "m.video": "video",
  "m.text": "message",
  "m.emote": "message",
  "m.notice": "message",
};

/** What somebody is called in the room, or was when they said it: who leaves takes the name out of the room's state. */
function nameNow(room: Room, userId: string, event: MatrixEvent): string {
  const member = room.getMember(userId);
  const gone = member === null || member.membership === "leave" || member.membership === "ban";
  // Who is here and has taken the name away is called by the id.
  if (member !== null && (!gone || member.name !== userId)) return nameAtGlance(room, member, member.rawDisplayName);
  const left = record(member?.events.member?.getUnsigned(), "prev_content");
  const then = left?.displayname ?? event.sender?.rawDisplayName;
  return cleanName(typeof then === "string" ? then : "", userId);
}

/** One line about an event, as it stands now. */
export function preview(room: Room, event: MatrixEvent, userId: string): Preview {
  const senderId = event.getSender() ?? "";
  const base = {
    senderId,
    senderName: nameNow(room, senderId, event),
    mine: senderId === userId,
    ts: timeOf(event),
  };
  if (event.isRedacted()) return { ...base, text: null, kind: "redacted" };
  if (event.isDecryptionFailure()) return { ...base, text: null, kind: "undecryptable" };
  // Not decrypted yet: it will be, and then this row is made again.
  if (event.getType() === EventType.RoomMessageEncrypted) return { ...base, text: null, kind: "message" };
  if (event.getType() === EventType.Sticker) return { ...base, text: null, kind: "image" };
  if (event.getType() === EventType.RTCNotification) return { ...base, text: null, kind: "call" };
  // The SDK puts any edit of the same sender in its place; one in the clear must not stand for encrypted words.
  const forged = event.isEncrypted() && event.replacingEvent()?.isEncrypted() === false;
  const original: Content = event.getOriginalContent();
  const content: Content = forged ? original : event.getContent();
  const kind = (typeof content.msgtype === "string" ? kinds[content.msgtype] : undefined) ?? "event";
  const nameOf = (id: string): string | null => {
    const member = room.getMember(id);
    return member === null ? null : nameAtGlance(room, member, member.rawDisplayName);
  };
  return { ...base, text: lineOf(content, replyTarget(original) !== null, nameOf), kind };
}

/**
 * What a message says, on one line, as it is read and not as it was typed. What its author hides stays hidden: a list and
 * a desktop can be read by all. Null: nothing but its kind.
 */
export function lineOf(
  content: Content,
  isReply: boolean,
  nameOf: (userId: string) => string | null = () => null,
): string | null {
  const body = messageBody(content, isReply, null);
  if (body === null) return null;
  // A camera's or a recorder's name for what it made says nothing; that of a file is what one looks for.
  const unnamed = content.msgtype === "m.image" || content.msgtype === "m.video" || isVoice(content);
  if (body.type === "media" && body.caption === null && unnamed) return null;
  const line = oneLine(withoutOverrides(plainOf(body, nameOf)));
  return line === "" ? null : line;
}

const isVoice = (content: Content): boolean => record(content, "org.matrix.msc3245.voice") !== null;

/** A line of a plain body that only opens or closes code. */
const fence = /^ {0,3}(?:`{3,}|~{3,})[\w+#.-]{0,32}[ \t]*$/gmu;

/** Plain text on one line, cut at 200 characters without halving one. */
export function oneLine(body: string): string {
  const begin = body.slice(0, longest * 4);
  const flat = (begin.replace(fence, "").trim() || begin).replaceAll(/\s+/g, " ").trim();
  const letters = [...flat];
  return (letters.length <= longest ? flat : `${letters.slice(0, longest - 1).join("")}…`).toWellFormed();
}
