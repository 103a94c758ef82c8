import { EventTimeline, EventType, type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { cleanName, withoutOverrides } from "../content/clean.ts";
import type { RoomSummary } from "../contract/rooms.ts";
import type { Access } from "../contract/upkeep.ts";
import { timeOf } from "../sdk/event-time.ts";
import type { SpaceChild, SpaceFacts } from "./build-list.ts";
import { partnerOf } from "./partner.ts";
import { mayInvite, maySendState, type PowerFacts } from "./power.ts";
import { preview } from "./preview.ts";
import { voiceRoomType } from "./room-type.ts";
import { isMarkedUnread, unreadOf } from "./unread.ts";
import { successorOf } from "./upgrades.ts";

/** State event in a space: `{categories: [{id, name}]}`. */
export const categoriesType = "app.parley.categories";
declare module "matrix-js-sdk/lib/@types/event.js" {
  interface StateEvents {
    [categoriesType]: { categories: { id: string; name: string }[] };
  }
}
/** Key in the content of `m.space.child`: the category's id. */
export const categoryKey = "app.parley.category";

/** How far back a preview is looked for: rooms full of joins and reactions show none. */
const previewDepth = 60;
const maxCategories = 200;

/** The current content of a state event, as it came: untrusted. */
export function stateContent(room: Room, type: string, stateKey = ""): Readonly<Record<string, unknown>> | null {
  return stateEvent(room, type, stateKey)?.getContent() ?? null;
}

function stateEvent(room: Room, type: string, stateKey: string): MatrixEvent | null {
  return room.getLiveTimeline().getState(EventTimeline.FORWARDS)?.getStateEvents(type, stateKey) ?? null;
}

/** Who made the room and what its levels say. */
export function powerFacts(room: Room): PowerFacts {
  const create = stateEvent(room, EventType.RoomCreate, "");
  const content = create?.getContent() ?? {};
  const more: unknown = content.additional_creators;
  const additional = Array.isArray(more) ? more.filter((id): id is string => typeof id === "string") : [];
  const sender = create?.getSender();
  return {
    version: room.getVersion(),
    creators: sender === undefined ? additional : [sender, ...additional],
    levels: stateContent(room, EventType.RoomPowerLevels),
  };
}

/** Whether a room was made for its call. Two people's own room is not, whatever its maker wrote: a click there must not talk. */
export function isVoice(room: Room, direct: boolean): boolean {
  return !direct && stateContent(room, EventType.RoomCreate)?.type === voiceRoomType;
}

/** What a summary needs beside the room itself. */
export interface SummaryContext {
  readonly userId: string;
  /** The other person of a room that `m.direct` lists. */
  readonly directOf: (roomId: string) => string | null;
  readonly isMuted: (roomId: string) => boolean;
  readonly isChannel: (roomId: string) => boolean;
  readonly isBlocked: (userId: string) => boolean;
  /** A conversation as it was shown last. */
  readonly shownBefore: (roomId: string) => RoomSummary | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A room that is not a space, or null when it is none of mine (left, banned). */
export function summarize(room: Room, context: SummaryContext): RoomSummary | null {
  const membership = room.getMyMembership();
  if (membership !== "join" && membership !== "invite" && membership !== "knock") return null;
  const inviterId = membership === "invite" ? inviterOf(room, context.userId) : null;
  if (inviterId !== null && context.isBlocked(inviterId)) return null;
  const notedAs = context.directOf(room.roomId) ?? (membership === "invite" ? (room.getDMInviter() ?? null) : null);
  const partner = notedAs === null ? null : partnerOf(room, notedAs, context.shownBefore(room.roomId));
  const directUserId = partner?.userId ?? notedAs;
  const muted = context.isMuted(room.roomId);
  const { total: unreadCount, mentions } = unreadOf(room, context.userId);
  const lastEvent = lastShown(room, context.isBlocked);
  return {
    id: room.roomId,
    kind: directUserId !== null ? "direct" : context.isChannel(room.roomId) ? "channel" : "room",
    voice: isVoice(room, directUserId !== null),
    name: partner?.name ?? nameOf(room),
    topic: topicOf(room),
    avatarMxc: partner === null ? room.getMxcAvatarUrl() : partner.avatarMxc,
    membership,
    inviterId,
    encrypted: stateContent(room, EventType.RoomEncryption) !== null,
    access: accessOf(room),
    unread: isMarkedUnread(room) || (muted ? mentions > 0 : unreadCount > 0),
    unreadCount,
    mentions,
    muted,
    memberCount: room.getJoinedMemberCount(),
    directUserId,
    ...(isAlone(room, directUserId, context.userId) ? { alone: true } : {}),
    last: lastEvent === null ? null : preview(room, lastEvent, context.userId),
    // Who names a time to come shall not stand above all others for ever.
    activeAt: Math.min(lastEvent === null ? startedAt(room, context.userId) : timeOf(lastEvent), context.now()),
    ...(successorOf(room) === null ? {} : { upgraded: true }),
  };
}

/** Who has been asked to come is awaited, who talks to themselves misses nobody. */
function isAlone(room: Room, directUserId: string | null, me: string): boolean {
  if (directUserId === null || directUserId === me || room.getMyMembership() !== "join") return false;
  return room.getInvitedAndJoinedMemberCount() < 2;
}

/** A space, or null when it is none of mine. */
export function readSpace(room: Room, { userId, isBlocked }: SummaryContext): SpaceFacts | null {
  const membership = room.getMyMembership();
  if (membership !== "join" && membership !== "invite") return null;
  const inviterId = membership === "join" ? null : inviterOf(room, userId);
  if (inviterId !== null && isBlocked(inviterId)) return null;
  const power = powerFacts(room);
  const joined = membership === "join";
  return {
    id: room.roomId,
    name: nameOf(room),
    topic: topicOf(room),
    avatarMxc: room.getMxcAvatarUrl(),
    membership,
    inviterId,
    memberCount: room.getJoinedMemberCount(),
    canManage:
      joined && maySendState(power, userId, EventType.SpaceChild) && maySendState(power, userId, categoriesType),
    canInvite: joined && mayInvite(power, userId),
    ...(successorOf(room) === null ? {} : { upgraded: true as const }),
    categories: categoriesIn(stateContent(room, categoriesType)),
    placeKey: placeKeyOf(room),
    children: childrenOf(room),
  };
}

/** By which a space stands among this account's own (MSC3230, as Element has it); null: behind all that have one. */
export function placeKeyOf(space: Room): string | null {
  const order: unknown = space.getAccountData(EventType.SpaceOrder)?.getContent<Record<string, unknown>>().order;
  return typeof order === "string" && /^[\x20-\x7e]{1,50}$/u.test(order) ? order : null;
}

/** The categories in the content of `app.parley.categories`; what is not of that shape is left out. */
export function categoriesIn(content: Readonly<Record<string, unknown>> | null): { id: string; name: string }[] {
  const list: unknown = content?.categories;
  if (!Array.isArray(list)) return [];
  const seen = new Set<string>();
  const categories: { id: string; name: string }[] = [];
  for (const entry of list.slice(0, maxCategories) as unknown[]) {
    if (typeof entry !== "object" || entry === null || !("id" in entry) || !("name" in entry)) continue;
    const { id, name } = entry;
    if (typeof id !== "string" || typeof name !== "string" || seen.has(id)) continue;
    seen.add(id);
    categories.push({ id, name });
  }
  return categories;
}

/** The rooms that a space names as its children. A child without `via` has been removed. */
export function childrenOf(space: Room): SpaceChild[] {
  const events = space.getLiveTimeline().getState(EventTimeline.FORWARDS)?.getStateEvents(EventType.SpaceChild) ?? [];
  const children: SpaceChild[] = [];
  for (const event of events) {
    const content = event.getContent<Record<string, unknown>>();
    const roomId = event.getStateKey();
    if (roomId === undefined || !Array.isArray(content.via)) continue;
    const category = content[categoryKey];
    const order = content.order;
    children.push({
      roomId,
      categoryId: typeof category === "string" ? category : null,
      order: typeof order === "string" && order.length <= 50 ? order : null,
      ts: timeOf(event),
    });
  }
  return children;
}

/** Who may come in, by the room's join rule. Without one only who is invited may (specification 1.17, 11.34.1). */
export function accessOf(room: Room): Access {
  const rule = stateContent(room, EventType.RoomJoinRules)?.join_rule ?? "invite";
  if (rule === "public") return "everyone";
  if (rule === "restricted" || rule === "knock_restricted") return "server";
  if (rule === "knock") return "ask";
  return rule === "invite" || rule === "private" ? "invited" : "other";
}

/** As it can be shown; the id where nothing of it can be seen. */
export const nameOf = (room: Room): string => cleanName(room.name, room.roomId);

export function topicOf(room: Room): string | null {
  const topic = stateContent(room, EventType.RoomTopic)?.topic;
  return typeof topic === "string" && topic !== "" ? withoutOverrides(topic) : null;
}

function inviterOf(room: Room, userId: string): string | null {
  return room.getMember(userId)?.events.member?.getSender() ?? null;
}

/** When one came, or, where that is not known any more, when the room did: another name is written into the same state. */
function startedAt(room: Room, userId: string): number {
  const own = room.getMember(userId)?.events.member;
  const came = own != null && own.getPrevContent().membership !== own.getContent().membership;
  const begun = came ? own : stateEvent(room, EventType.RoomCreate, "");
  return begun == null ? 0 : timeOf(begun);
}

/** The newest event that counts as something said. */
export function lastShown(room: Room, isBlocked: (userId: string) => boolean): MatrixEvent | null {
  const events = room.getLiveTimeline().getEvents();
  const end = Math.max(0, events.length - previewDepth);
  for (let at = events.length - 1; at >= end; at--) {
    const event = events[at];
    if (event !== undefined && isShown(event) && !isBlocked(event.getSender() ?? "")) return event;
  }
  return null;
}

function isShown(event: MatrixEvent): boolean {
  if (event.isState() || event.isRelation(RelationType.Replace) || event.isRelation(RelationType.Annotation)) {
    return false;
  }
  const type = event.getType();
  return (
    type === EventType.RoomMessage ||
    type === EventType.RoomMessageEncrypted ||
    type === EventType.Sticker ||
    type === EventType.RTCNotification
  );
}
