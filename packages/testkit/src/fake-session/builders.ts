import type {
  Access,
  Body,
  CallRoles,
  GapItem,
  JoinableChannel,
  MediaContent,
  Member,
  MessageItem,
  NoticeItem,
  RoomPermissions,
  RoomSummary,
  Successor,
  TimelineItem,
} from "@parley/matrix";

let counter = 0;
const next = (): number => {
  counter += 1;
  return counter;
};

/** A plain text body. */
export function buildText(text: string, html: string | null = null): Body {
  return { type: "text", style: "text", text, html };
}

/** What a media message shows: an encrypted picture of the fake homeserver, unless `parts` say otherwise. */
export function buildMedia(parts: Partial<Omit<MediaContent, "type">> = {}): MediaContent {
  const number = next();
  return {
    type: "media",
    media: "image",
    name: `picture-${number}.jpg`,
    size: 240_000,
    width: 1200,
    height: 800,
    mimetype: "image/jpeg",
    duration: null,
    blurhash: null,
    caption: null,
    source: { at: "homeserver", mxc: `mxc://localhost/media-${number}`, cipher: null },
    thumbnail: null,
    ...parts,
  };
}

/** A message as the homeserver has echoed it; `text` is short for a plain body. */
export function buildMessage(parts: Partial<Omit<MessageItem, "type">> & { text?: string } = {}): MessageItem {
  const number = next();
  const { text, ...rest } = parts;
  const mine = parts.mine ?? false;
  return {
    type: "message",
    key: `key-${number}`,
    eventId: `$event-${number}`,
    senderId: mine ? "@rosa:localhost" : "@mira:localhost",
    senderName: mine ? "Rosa" : "Mira Lindqvist",
    senderAvatarMxc: null,
    mine,
    ts: Date.UTC(2026, 4, 14, 14, 0) + number,
    body: buildText(text ?? `Message ${number}`),
    edited: false,
    replyTo: null,
    reactions: [],
    mentionsMe: false,
    readBy: [],
    send: null,
    undoUntil: null,
    can: { edit: mine, redact: mine, react: true, reply: true },
    shield: null,
    ...rest,
  };
}

/** Someone joined, unless `notice` says otherwise. */
export function buildNotice(parts: Partial<Omit<NoticeItem, "type">> = {}): NoticeItem {
  const number = next();
  const actorName = parts.actorName ?? "Jun";
  const subject = parts.notice !== undefined && "subjectName" in parts.notice ? parts.notice.subjectName : actorName;
  return {
    type: "notice",
    key: `key-${number}`,
    eventId: `$event-${number}`,
    ts: Date.UTC(2026, 4, 14, 14, 0) + number,
    actorId: "@jun:localhost",
    actorName,
    subjectId: `@${subject.toLowerCase()}:localhost`,
    notice: { kind: "joined", subjectName: actorName },
    ...parts,
  };
}

/** Missing events between two others. */
export function buildGap(parts: Partial<Omit<GapItem, "type">> = {}): GapItem {
  return { type: "gap", key: `gap-${next()}`, state: "idle", ...parts };
}

/** A joined member. */
export function buildMember(parts: Partial<Member> = {}): Member {
  const number = next();
  return {
    userId: `@member-${number}:localhost`,
    name: `Member ${number}`,
    ambiguous: false,
    avatarMxc: null,
    membership: "join",
    role: "member",
    presence: "unknown",
    ...parts,
  };
}

/** What an ordinary member may do. */
export const memberPermissions: RoomPermissions = {
  send: true,
  react: true,
  redactOthers: false,
  invite: true,
  kick: false,
  ban: false,
  editName: false,
  editTopic: false,
  editPicture: false,
  editAccess: false,
  editListing: false,
  editRoles: false,
  startCall: true,
  notifyRoom: false,
};

/** What an admin may do. */
export const adminPermissions: RoomPermissions = {
  send: true,
  react: true,
  redactOthers: true,
  invite: true,
  kick: true,
  ban: true,
  editName: true,
  editTopic: true,
  editPicture: true,
  editAccess: true,
  editListing: true,
  editRoles: true,
  startCall: true,
  notifyRoom: true,
};

/** A room with everything that the fake needs to know of it. */
export interface RoomSeed {
  readonly summary: RoomSummary;
  readonly spaceId: string | null;
  readonly categoryId: string | null;
  readonly members: readonly Member[];
  /** Oldest first; the window opens on the last page of them. */
  readonly items: readonly TimelineItem[];
  readonly permissions: RoomPermissions;
  readonly callRoles: CallRoles;
  readonly readUpTo: string | null;
  readonly typing: readonly string[];
  readonly successor: Successor | null;
  readonly predecessorId: string | null;
}

/** A joined, encrypted room; a channel when `spaceId` is given. */
export function buildRoom(
  parts: Partial<RoomSummary> &
    Partial<Omit<RoomSeed, "summary" | "permissions" | "callRoles">> & {
      permissions?: Partial<RoomPermissions>;
      callRoles?: Partial<CallRoles>;
    } = {},
): RoomSeed {
  const number = next();
  const { spaceId, categoryId, members, items, permissions, callRoles, readUpTo, typing, ...rest } = parts;
  const { successor = null, predecessorId = null, ...summary } = rest;
  const people = members ?? [
    buildMember({ userId: "@rosa:localhost", name: "Rosa" }),
    buildMember({ userId: "@mira:localhost", name: "Mira Lindqvist" }),
  ];
  return {
    summary: {
      id: `!room-${number}:localhost`,
      kind: spaceId === undefined || spaceId === null ? "room" : "channel",
      voice: false,
      name: `room ${number}`,
      topic: null,
      avatarMxc: null,
      membership: "join",
      inviterId: null,
      encrypted: true,
      access: spaceId === undefined || spaceId === null ? "invited" : "server",
      unread: false,
      unreadCount: 0,
      mentions: 0,
      muted: false,
      memberCount: people.filter(({ membership }) => membership === "join").length,
      directUserId: null,
      last: null,
      activeAt: Date.UTC(2026, 4, 14, 12, 0) - number,
      ...(successor === null ? {} : { upgraded: true }),
      ...summary,
    },
    spaceId: spaceId ?? null,
    categoryId: categoryId ?? null,
    members: people,
    items: items ?? [],
    permissions: { ...memberPermissions, ...permissions },
    callRoles: { join: "member", speak: "member", video: "member", screen: "member", ...callRoles },
    readUpTo: readUpTo ?? null,
    typing: typing ?? [],
    successor,
    predecessorId,
  };
}

/** A space with its categories; its channels are the rooms that name it. */
export interface SpaceSeed {
  readonly id: string;
  readonly name: string;
  readonly topic: string | null;
  readonly membership: "join" | "invite";
  readonly inviterId: string | null;
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  readonly joinable: readonly JoinableChannel[];
  readonly memberCount: number;
  readonly canManage: boolean;
  readonly canInvite: boolean;
  /** Null: those of its channels. */
  readonly members: readonly Member[] | null;
  readonly access: Access;
  readonly successor?: Successor;
}

/** A joined space without categories. */
export function buildSpace(parts: Partial<SpaceSeed> = {}): SpaceSeed {
  const number = next();
  return {
    id: `!space-${number}:localhost`,
    name: `Space ${number}`,
    topic: null,
    membership: "join",
    inviterId: null,
    categories: [],
    joinable: [],
    memberCount: 2,
    canManage: false,
    canInvite: true,
    members: null,
    access: "everyone",
    ...parts,
  };
}
