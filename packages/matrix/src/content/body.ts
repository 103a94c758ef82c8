import type { Body, UndecryptableReason } from "../contract/timeline.ts";
import { withoutOverrides } from "./clean.ts";
import { type Content, type EventView, record, text } from "./event-view.ts";
import type { LocalMedia } from "./local-media.ts";
import { plainOf } from "./plain.ts";
import { mediaContent } from "./read-media.ts";

const REASONS: Readonly<Record<string, UndecryptableReason>> = {
  HISTORICAL_MESSAGE_USER_NOT_JOINED: "before-joined",
  HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED: "needs-recovery",
  HISTORICAL_MESSAGE_NO_KEY_BACKUP: "not-in-backup",
  HISTORICAL_MESSAGE_WORKING_BACKUP: "not-in-backup",
  MEGOLM_UNKNOWN_INBOUND_SESSION_ID: "waiting-for-key",
  OLM_UNKNOWN_MESSAGE_INDEX: "waiting-for-key",
  MEGOLM_KEY_WITHHELD: "withheld",
  MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE: "withheld",
};

/** The SDK's `DecryptionFailureCode` in the words of the contract. */
function undecryptableReason(code: string | null): UndecryptableReason {
  return (code === null ? "waiting-for-key" : REASONS[code]) ?? "unknown";
}

const STYLES: Readonly<Record<string, "text" | "emote" | "notice">> = {
  "m.text": "text",
  "m.emote": "emote",
  "m.notice": "notice",
};

/** The event that a message answers, or null. A thread's fallback is no answer. */
export function replyTarget(content: Content): string | null {
  const relates = record(content, "m.relates_to");
  if (relates?.is_falling_back === true) return null;
  return text(record(relates, "m.in_reply_to"), "event_id");
}

/** Removes the quoted lines that older clients put before an answer. */
function stripReplyText(body: string): string {
  if (!body.startsWith("> ")) return body;
  const lines = body.split("\n");
  let at = 0;
  while (at < lines.length && (lines[at] ?? "").startsWith(">")) at += 1;
  // Only a quote that is followed by an empty line is the fallback; anything else is the person's own quote.
  return (lines[at] ?? "x").trim() === "" ? lines.slice(at + 1).join("\n") : body;
}

/** Removes the `<mx-reply>` that older clients put before an answer. */
function stripReplyHtml(html: string): string {
  const end = html.indexOf("</mx-reply>");
  return html.startsWith("<mx-reply>") && end >= 0 ? html.slice(end + "</mx-reply>".length) : html;
}

/** What older clients quote, wherever it stands: it is never shown. */
const quotedHtml = /<mx-reply[^<>]*>.*?(?:<\/mx-reply\s*>|$)/gisu;

/**
 * Content without the words of somebody else that older clients put before an answer, and that are not shown here.
 * `answers`: a message is named before it, be it only the last of its thread.
 */
export function withoutQuote(content: Content, answers: boolean): Content {
  const { body, formatted_body: html } = content;
  const own = typeof html === "string" ? html.replace(quotedHtml, "") : html;
  const quotes = answers || own !== html;
  return {
    ...content,
    ...(typeof body === "string" && quotes ? { body: stripReplyText(body) } : {}),
    ...(own === undefined ? {} : { formatted_body: own }),
  };
}

/** Lines without anything that is seen before the first one: hundreds would hide what follows. */
const blankLines = /^[\s\p{Cf}\p{DI}\u2800]*\n/u;

/** What an `m.room.message` shows; null: it is none. */
export function messageBody(content: Content, isReply: boolean, local: LocalMedia | null): Body | null {
  const type = text(content, "msgtype");
  const body = text(content, "body");
  if (type === null || body === null) return null;
  const style = STYLES[type];
  if (style !== undefined) {
    const html = text(content, "format") === "org.matrix.custom.html" ? text(content, "formatted_body") : null;
    return {
      type: "text",
      style,
      text: withoutOverrides(isReply ? stripReplyText(body) : body).replace(blankLines, ""),
      html: html === null ? null : withoutOverrides(isReply ? stripReplyHtml(html) : html),
    };
  }
  const media = mediaContent(type, content, isReply ? stripReplyText : (words) => words, local);
  return media ?? { type: "unsupported", eventType: type, fallback: withoutOverrides(body) };
}

/** Text that an event of an unknown type offers to clients that do not know it (`body`, or MSC1767's text). */
function fallbackOf(content: Content): string | null {
  const plain = text(content, "body") ?? text(content, "org.matrix.msc1767.text");
  if (plain !== null) return plain;
  const parts = record(content, "m.text") ?? content["m.text"];
  if (!Array.isArray(parts)) return null;
  for (const part of parts) {
    const body: unknown = typeof part === "object" && part !== null ? part.body : null;
    if (typeof body === "string") return body;
  }
  return null;
}

/**
 * What a message-like event shows, or null when it is no row of its own: state, relations, calls' signalling, unknown
 * events without a text. `content` is the event's own or that of its latest edit.
 */
export function bodyOf(view: EventView, content: Content): Body | null {
  if (view.stateKey !== null || view.relation !== null) return null;
  if (view.redacted !== null) return isMessageType(view.type) ? { type: "redacted", by: view.redacted.by } : null;
  if (view.failure !== null) return { type: "undecryptable", reason: undecryptableReason(view.failure) };
  if (view.type === "m.room.encrypted") {
    return view.decrypting ? null : { type: "undecryptable", reason: "waiting-for-key" };
  }
  if (view.type === "m.room.message") {
    // A message that is no message (no body, no type) is what an emptied one looks like in some clients: no row.
    return messageBody(content, replyTarget(view.content) !== null, view.local ?? null);
  }
  if (view.type === "m.sticker") return mediaContent("m.image", { ...content, filename: undefined }, () => "");
  const fallback = fallbackOf(content);
  return fallback === null ? null : { type: "unsupported", eventType: view.type, fallback: withoutOverrides(fallback) };
}

/** Types whose emptied events still are rows. */
function isMessageType(type: string): boolean {
  return type === "m.room.message" || type === "m.room.encrypted" || type === "m.sticker";
}

const PREVIEW_LENGTH = 200;

/** One line of a body for a reply's preview, at most 200 characters; null when there is nothing to read. */
export function previewOf(body: Body | null): string | null {
  if (body === null) return null;
  const line = oneLine(plainOf(body));
  return line === "" ? null : line;
}

function oneLine(value: string): string {
  // Cut first: a huge body must not be searched whole for a line of 200 characters.
  return value
    .slice(0, PREVIEW_LENGTH * 4)
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, PREVIEW_LENGTH);
}
