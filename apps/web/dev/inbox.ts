import type { InboxItem } from "@parley/matrix";
import { buildInboxItem } from "@parley/testkit";
import { day, minute } from "./messages.ts";

/** Mentions, answers and keywords: read, unread, long, without words. */
export const inbox = (now: number): readonly InboxItem[] => [
  buildInboxItem({
    roomId: "!design",
    eventId: "$inbox-1",
    ts: now - 8 * minute,
    text: "Rosa, the shadows read as dirt on OLED, shall we drop them? I would keep the one under the menus.",
  }),
  buildInboxItem({
    roomId: "!clients",
    eventId: "$inbox-2",
    senderId: "@tomas:localhost",
    senderName: "Tomás",
    reason: "reply",
    ts: now - 40 * minute,
    text: "yes, Thursday works",
  }),
  buildInboxItem({
    roomId: "!group",
    eventId: "$inbox-3",
    senderId: "@olena:localhost",
    senderName: "Olena with a rather long name that nobody would choose",
    reason: "keyword",
    ts: now - 5 * 60 * minute,
    text: "A deployment that ran over the whole night and left us with a log of four hundred thousand lines, of which nobody has read a single one until now, and nobody will",
  }),
  buildInboxItem({ roomId: "!mira", eventId: "$inbox-4", kind: "image", text: null, ts: now - day, read: true }),
  buildInboxItem({
    roomId: "!every",
    eventId: "$inbox-5",
    text: "In a room that was left: not shown",
    ts: now - day,
  }),
  buildInboxItem({
    roomId: "!random",
    eventId: "$inbox-6",
    senderId: "@jun:localhost",
    senderName: "Jun",
    reason: "reply",
    text: "كل شيء جاهز, see you there",
    ts: now - 40 * day,
    read: true,
  }),
];
