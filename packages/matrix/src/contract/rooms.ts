import type { ReadonlySignal } from "@parley/kernel";
import type { FoundRoom } from "./discovery.ts";
import type { MemberRole } from "./role.ts";
import type { Successor } from "./upgrades.ts";
import type { Access } from "./upkeep.ts";
import type { CallRights, CallRoles } from "./voice.ts";

/** One line under a room's name, already decrypted. */
export interface Preview {
  readonly senderId: string;
  readonly senderName: string;
  readonly mine: boolean;
  /** Plain text, one line, at most 200 characters. Null: nothing readable (`kind` says what). */
  readonly text: string | null;
  readonly kind: "message" | "image" | "file" | "audio" | "video" | "redacted" | "undecryptable" | "call" | "event";
  readonly ts: number;
}

export interface RoomSummary {
  readonly id: string;
  /** `channel` belongs to a space, `direct` is in `m.direct`, `room` is neither. */
  readonly kind: "channel" | "direct" | "room";
  /** Made for talking: what happens in it is its call, with a timeline beside it. Never a direct room. */
  readonly voice: boolean;
  /**
   * Never empty: falls back to members' names, then to the id. A conversation of two is called and looks as the other
   * person does, with their id where several are called so; what the room is called stands in its details.
   */
  readonly name: string;
  readonly topic: string | null;
  readonly avatarMxc: string | null;
  readonly membership: "join" | "invite" | "knock";
  readonly inviterId: string | null;
  readonly encrypted: boolean;
  readonly access: Access;
  /** Something unread that counts under this room's notification level, or a mark to come back to it. */
  readonly unread: boolean;
  readonly unreadCount: number;
  readonly mentions: number;
  readonly muted: boolean;
  readonly memberCount: number;
  /** For `direct`: the other person. */
  readonly directUserId: string | null;
  /** Of `direct`: the other person is not in it, and not asked to come either. */
  readonly alone?: true;
  readonly last: Preview | null;
  /** Time of the last event that counts, for ordering. */
  readonly activeAt: number;
  /** It was upgraded: the conversation goes on elsewhere, and nothing is said here any more. */
  readonly upgraded?: true;
}

/** A room that I am in and that goes on in another one that I am in; each names the other. */
export interface ReplacedRoom {
  readonly room: RoomSummary;
  /** The other one. */
  readonly by: string;
}

export interface JoinableChannel {
  readonly id: string;
  readonly name: string;
  readonly topic: string | null;
  readonly voice: boolean;
  /** `ask`: one asks and is let in; also where one has asked and waits. */
  readonly open: FoundRoom["open"];
}

export interface Category {
  /** Null: channels without a category, which stand first. */
  readonly id: string | null;
  readonly name: string;
  readonly channels: readonly RoomSummary[];
  /** Channels that I may join or ask into and am not in. */
  readonly joinable: readonly JoinableChannel[];
}

/** A space: the interface calls it a server. */
export interface SpaceSummary {
  readonly id: string;
  readonly name: string;
  readonly topic: string | null;
  readonly avatarMxc: string | null;
  readonly membership: "join" | "invite";
  readonly inviterId: string | null;
  readonly categories: readonly Category[];
  readonly unread: boolean;
  readonly mentions: number;
  readonly memberCount: number;
  /** May create channels and categories. */
  readonly canManage: boolean;
  readonly canInvite: boolean;
  /** It says that it goes on in another space; where that is stands in its details. */
  readonly upgraded?: true;
}

/** Everything that the rail and the list draw. Also what is sealed as the snapshot. */
export interface RoomList {
  readonly spaces: readonly SpaceSummary[];
  /** Newest activity first. */
  readonly directs: readonly RoomSummary[];
  readonly rooms: readonly RoomSummary[];
  readonly invites: readonly (RoomSummary | SpaceSummary)[];
  /** Stand in no list and count nowhere, and can be opened. Absent: there are none. */
  readonly replaced?: readonly ReplacedRoom[];
  /** Spaces that go on in another one that I am in, with that: their addresses lead there. Absent: there are none. */
  readonly replacedSpaces?: readonly { readonly id: string; readonly by: string }[];
}

export interface SessionSnapshot {
  readonly version: 1;
  readonly takenAt: number;
  readonly displayName: string | null;
  readonly list: RoomList;
}

export interface Member {
  readonly userId: string;
  readonly name: string;
  /** Set when two members share `name`: show the user id beside it. */
  readonly ambiguous: boolean;
  readonly avatarMxc: string | null;
  readonly membership: "join" | "invite";
  readonly role: MemberRole;
  readonly presence: "online" | "away" | "offline" | "unknown";
}

export interface RoomDetails {
  readonly id: string;
  readonly kind: "room" | "space";
  /** As in its summary. */
  readonly voice: boolean;
  readonly version: string;
  readonly name: string;
  readonly topic: string | null;
  readonly avatarMxc: string | null;
  readonly encrypted: boolean;
  readonly spaceId: string | null;
  readonly access: Access;
  /** `none`: not known, or never in it. */
  readonly membership: "join" | "invite" | "leave" | "ban" | "knock" | "none";
  readonly role: MemberRole;
  readonly permissions: RoomPermissions;
  /** What I may do in its call. */
  readonly callRights: CallRights;
  /** Who may what in its call. */
  readonly callRoles: CallRoles;
  /** Where its conversation goes on; null: here. */
  readonly successor: Successor | null;
  /** The room whose conversation goes on here, when I am in that one, too; null: none. */
  readonly predecessorId: string | null;
}

export interface RoomPermissions {
  readonly send: boolean;
  readonly react: boolean;
  readonly redactOthers: boolean;
  readonly invite: boolean;
  readonly kick: boolean;
  readonly ban: boolean;
  readonly editName: boolean;
  readonly editTopic: boolean;
  readonly editPicture: boolean;
  readonly editAccess: boolean;
  /** Showing it in the homeserver's directory, and taking it off. */
  readonly editListing: boolean;
  readonly editRoles: boolean;
  readonly startCall: boolean;
  /** `@room` in a message tells everyone. */
  readonly notifyRoom: boolean;
}

export interface NewChannel {
  readonly name: string;
  readonly topic?: string;
  readonly categoryId?: string | null;
  /** A voice channel; what a room is stays as it was made. */
  readonly voice?: boolean;
  /**
   * `server` unless said otherwise: for all members of the space, who are invited. `everyone`: who has an account here may
   * join as well. `invited`: for `invite` alone.
   */
  readonly access?: "everyone" | "server" | "invited";
  /** Whether the homeserver's directory lists it from the first; only with `everyone`. */
  readonly listed?: boolean;
  readonly invite?: readonly string[];
}

/** Rooms and spaces: what there is, and what one may do with them. */
export interface Rooms {
  readonly list: ReadonlySignal<RoomList>;
  details(roomId: string): ReadonlySignal<RoomDetails | null>;
  /** Loads all members when first read; until then those known. Roles by rank, then name. */
  members(roomId: string): ReadonlySignal<readonly Member[]>;

  /**
   * Makes a space with its first channels, encrypted, history shared. Idempotent by `marker` in account data: called
   * again after a crash with the same marker it goes on where it stopped.
   */
  createSpace(request: {
    name: string;
    topic?: string;
    channels: readonly NewChannel[];
    marker?: string;
  }): Promise<string>;
  createChannel(spaceId: string, channel: NewChannel): Promise<string>;
  createCategory(spaceId: string, name: string): Promise<string>;
  /** The direct room with a person: the standing one, or a new encrypted one. */
  openDirect(userId: string): Promise<string>;
  /**
   * Joins by invitation or by the room's rule. A space brings its channels with it: one of strangers the first ten that
   * it suggests, the others are offered.
   */
  join(roomId: string, via?: readonly string[]): Promise<void>;
  leave(roomId: string): Promise<void>;
  invite(roomId: string, userId: string): Promise<void>;
  /** Invites into a space and all its channels that I may invite to, with the keys of what was said before (MSC4268). */
  welcome(spaceId: string, userId: string): Promise<void>;
  setName(roomId: string, name: string): Promise<void>;
  setTopic(roomId: string, topic: string): Promise<void>;
  /** People of this homeserver, by name or id; at most 20. */
  searchPeople(term: string): Promise<readonly { userId: string; name: string; avatarMxc: string | null }[]>;
}
