import type { InboxItem, TimelineItem } from "@parley/matrix";
import type { RoomSeed } from "@parley/testkit";
import { long } from "./community.ts";

const renamed = new Set(["!design", "!mira", "!studio"]);
const who = "@mira:localhost";

const said = (item: TimelineItem): TimelineItem =>
  item.type === "message" && item.senderId === who ? { ...item, senderName: long } : item;

/** A room with the longest names: its own, where it is one of a few, and that of one of its people. */
export const withLongNames = (room: RoomSeed): RoomSeed => ({
  ...room,
  summary: renamed.has(room.summary.id) ? { ...room.summary, name: long, topic: `${long}. ${long}.` } : room.summary,
  members: room.members.map((member) => (member.userId === who ? { ...member, name: long } : member)),
  items: room.items.map(said),
});

export const heardOfLong = (item: InboxItem): InboxItem =>
  item.senderId === who ? { ...item, senderName: long } : item;
