import type { NoticeItem } from "../contract/timeline.ts";
import { cleanLine, cleanName } from "./clean.ts";
import { type Content, type EventView, text } from "./event-view.ts";
import { roleChange } from "./power-level.ts";

type Notice = NoticeItem["notice"];

/** What it takes to say what a state event is drawn as. */
export type NoticeView = Pick<EventView, "type" | "sender" | "stateKey" | "content" | "prevContent" | "redacted">;

const localpart = (userId: string): string => userId.replace(/^@/, "").split(":")[0] || userId;

/** What a person is called in the room now, with the id where others are called the same. */
type NameNow = (userId: string) => string;

function nameIn(content: Content | null, userId: string): string {
  return cleanName(text(content, "displayname") ?? "", localpart(userId));
}

/** The name of then, told apart as that of now is. */
function nameApart(content: Content | null, userId: string, nameNow: NameNow): string {
  const name = nameIn(content, userId);
  const apart = `${name} (${userId})`;
  return nameNow(userId) === apart ? apart : name;
}

function membershipNotice(view: NoticeView, subject: string, nameNow: NameNow): Notice | null {
  const now = text(view.content, "membership");
  const before = text(view.prevContent, "membership");
  // Who leaves takes the name along that the room knew: a leave event often has none.
  const named = (text(view.content, "displayname") === null ? view.prevContent : null) ?? view.content;
  const subjectName = nameApart(named, subject, nameNow);
  if (now === "join") {
    if (before !== "join") return { kind: "joined", subjectName };
    const from = nameIn(view.prevContent, subject);
    const to = nameIn(view.content, subject);
    if (from !== to) return { kind: "renamed", from, to };
    return text(view.content, "avatar_url") === text(view.prevContent, "avatar_url") ? null : { kind: "avatar" };
  }
  if (now === "invite") {
    if (before === "invite") return null;
    return { kind: before === "knock" ? "let-in" : "invited", subjectName };
  }
  if (now === "ban") return before === "ban" ? null : { kind: "banned", subjectName };
  if (now !== "leave") return null;
  if (before === "ban") return { kind: "unbanned", subjectName };
  // Who asked to be let in and was not has never been there.
  if (before === "knock") return null;
  // Who was asked and did not come has never been there either.
  if (before === "invite") return { kind: view.sender === subject ? "declined" : "uninvited", subjectName };
  return { kind: view.sender === subject ? "left" : "kicked", subjectName };
}

const pinnedIn = (content: Content | null): number => (Array.isArray(content?.pinned) ? content.pinned.length : 0);

function pinNotice(view: NoticeView): Notice | null {
  const [before, now] = [pinnedIn(view.prevContent), pinnedIn(view.content)];
  return before === now ? null : { kind: now > before ? "pinned" : "unpinned" };
}

const madeKinds = { admin: "made-admin", moderator: "made-moderator", member: "made-member" } as const;

/** Whose role a change of power levels is about; null: it is about no one person. */
function givenRole(view: NoticeView) {
  const { type, prevContent, content } = view;
  return type !== "m.room.power_levels" || prevContent === null ? null : roleChange(prevContent, content);
}

/** Whom a notice is about. */
export const subjectOf = (view: NoticeView): string =>
  (view.type === "m.room.member" ? view.stateKey : givenRole(view)?.userId) ?? view.sender;

/** The line that a state event is drawn as, or null when it says nothing to people. */
export function noticeOf(view: NoticeView, nameNow: NameNow = () => ""): Notice | null {
  if (view.stateKey === null || view.redacted !== null) return null;
  if (view.type === "m.room.member") return membershipNotice(view, view.stateKey, nameNow);
  // All others are the room's own only with an empty state key.
  if (view.stateKey !== "") return null;
  switch (view.type) {
    case "m.room.name":
      return { kind: "room-name", value: cleanLine(text(view.content, "name") ?? "") };
    case "m.room.topic":
      return { kind: "topic", value: cleanLine(text(view.content, "topic") ?? "") };
    case "m.room.create":
      return { kind: "created" };
    case "m.room.encryption":
      return { kind: "encrypted" };
    case "m.room.avatar":
      return { kind: "room-avatar" };
    case "m.room.pinned_events":
      return pinNotice(view);
    case "m.room.power_levels": {
      // The first one is part of the room's making.
      if (view.prevContent === null) return null;
      const given = givenRole(view);
      if (given === null) return { kind: "permissions" };
      return { kind: madeKinds[given.role], subjectName: nameNow(given.userId) || localpart(given.userId) };
    }
    default:
      return null;
  }
}
