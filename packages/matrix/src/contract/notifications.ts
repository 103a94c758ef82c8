import type { ReadonlySignal } from "@parley/kernel";
import type { Preview } from "./rooms.ts";

/** What a room tells of: everything, only what names me (or holds a keyword), nothing. */
export type NotifyLevel = "all" | "mentions" | "mute";

/** What the account's push rules say, in our words. Other clients write the same rules. */
export interface NotificationRules {
  /** Another client has switched everything off for the whole account: nothing tells, nothing counts. */
  readonly silenced: boolean;
  /** Direct messages, and all other rooms, that have no level of their own. */
  readonly directs: "all" | "mentions";
  readonly rooms: "all" | "mentions";
  /** Rooms with a level of their own. */
  readonly exceptions: ReadonlyMap<string, NotifyLevel>;
  /** Words that count like a mention, in the order in which they are asked. */
  readonly keywords: readonly string[];
}

/** When nothing is raised; the same on all devices, each by its own time of day. */
export interface DoNotDisturb {
  /** Daily. Null: no hours. */
  readonly hours: QuietHours | null;
  /** The hours that stood last, while there are none: for when they are wanted again. */
  readonly kept?: QuietHours;
  /** Until this time, in milliseconds since the epoch; 0: not. */
  readonly until: number;
}

/** In minutes since midnight; `from` later than `to` goes over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** Something that deserves telling. */
export interface Told {
  readonly eventId: string;
  readonly roomId: string;
  readonly roomName: string;
  readonly roomKind: "channel" | "direct" | "room";
  readonly senderId: string;
  readonly senderName: string;
  readonly senderAvatarMxc: string | null;
  /** Plain text on one line; null: nothing readable (`kind` says what). */
  readonly text: string | null;
  /** `knock`: they ask to come in, `text` is why; `added`: they put me into a private room. */
  readonly kind: Preview["kind"] | "invite" | "knock" | "added";
  /** It names me, everyone, or holds a keyword. */
  readonly highlight: boolean;
  readonly ts: number;
}

export type TellChange =
  | { readonly type: "told"; readonly told: Told }
  /** Read here or elsewhere, removed, or the room was left. */
  | { readonly type: "gone"; readonly roomId: string; readonly eventId: string };

/** A message that named me or answered me. */
export interface InboxItem {
  readonly roomId: string;
  /** Where to jump. */
  readonly eventId: string;
  /** The edit that first named me in it, if one did: it is read when that is. */
  readonly editId?: string;
  readonly senderId: string;
  readonly senderName: string;
  readonly senderAvatarMxc: string | null;
  readonly reason: "mention" | "reply" | "keyword";
  readonly text: string | null;
  readonly kind: Preview["kind"];
  readonly ts: number;
  readonly read: boolean;
}

export interface Inbox {
  /** `failed`: what the homeserver knows could not be fetched; what this device has seen is there. */
  readonly state: "loading" | "ready" | "failed";
  /** Newest first, at most 200. */
  readonly items: readonly InboxItem[];
}

/** Being told: what deserves it, and how much of it has been read. */
export interface Notifications {
  readonly rules: ReadonlySignal<NotificationRules>;
  readonly doNotDisturb: ReadonlySignal<DoNotDisturb>;
  readonly inbox: ReadonlySignal<Inbox>;
  /**
   * Hears of each event that deserves telling once, and again when it is over. Only where this session's client runs
   * (one tab); never of what came before it was up to date. The returned function ends it.
   */
  listen(hear: (change: TellChange) => void): () => void;
  /** The room's own level; null: as all others. */
  setLevel(roomId: string, level: NotifyLevel | null): Promise<void>;
  setDefault(of: "directs" | "rooms", level: "all" | "mentions"): Promise<void>;
  /** Takes `rules.silenced` back. */
  endSilence(): Promise<void>;
  /** At most 100 letters, at most 50 words. Rejects with MATRIX_TOO_LARGE beyond it. */
  addKeyword(word: string): Promise<void>;
  removeKeyword(word: string): Promise<void>;
  setDoNotDisturb(next: DoNotDisturb): Promise<void>;
  /** Everything in the room has been read; takes `markUnread` back. */
  markRead(roomId: string): Promise<void>;
  markAllRead(): Promise<void>;
  /** Keeps the room marked until it is opened or read (`m.marked_unread`). */
  markUnread(roomId: string): Promise<void>;
  /** This message has been read, on all devices, and nothing that was said before it. */
  markItemRead(item: InboxItem): Promise<void>;
  /** Asks the homeserver again after `inbox.state` was `failed`. */
  reloadInbox(): void;
}
