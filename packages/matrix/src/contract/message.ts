import type { MediaContent } from "./media.ts";
import type { CallItem } from "./ringing.ts";

/** Where a message of one's own stands on its way. Absent on what the homeserver has echoed. */
export type SendState =
  /** Written down here, not yet with the homeserver. `since`: when it was written. `refused`: tried, and not taken. */
  | { readonly state: "queued"; readonly since: number; readonly refused?: true }
  | { readonly state: "sending"; readonly since: number }
  /** Will not be tried again by itself. `removal`: it is the removal that failed, the message stands. */
  | { readonly state: "failed"; readonly since: number; readonly reason: SendFailure; readonly removal?: true };

export type SendFailure =
  | "forbidden"
  | "too-large"
  | "not-in-room"
  | "encryption"
  /** It may or may not have arrived: older than the homeserver's memory of transaction ids. The person decides. */
  | "uncertain"
  /** Its file is not on this device any more. */
  | "file-lost"
  | "rejected";

/** Why a message cannot be read. The interface has one sentence and at most one action for each. */
export type UndecryptableReason =
  /** Sent before I joined, and nobody shared the keys. */
  | "before-joined"
  /** This device has not been given the backup: enter the recovery key. */
  | "needs-recovery"
  /** The key may still arrive. */
  | "waiting-for-key"
  /** The sender withheld it from this device. */
  | "withheld"
  /** The key backup does not hold it. */
  | "not-in-backup"
  | "unknown";

export interface Reaction {
  readonly key: string;
  /** User ids, in order. */
  readonly senders: readonly string[];
  readonly mine: boolean;
}

/** Someone, and when they told that they had read. */
export interface Reader {
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly ts: number;
}

/** What a message said at one time. */
export interface MessageVersion {
  readonly eventId: string;
  readonly ts: number;
  readonly body: Body;
}

export interface ReplyPreview {
  readonly eventId: string;
  readonly senderId: string | null;
  readonly senderName: string | null;
  /** Null while it is being fetched or cannot be read. */
  readonly text: string | null;
  /** A sign of doubt about who said that; absent: none. */
  readonly shield?: NonNullable<MessageItem["shield"]>;
}

export type Body =
  | {
      readonly type: "text";
      readonly style: "text" | "emote" | "notice";
      readonly text: string;
      /** `formatted_body`, untrusted: the screen sanitises it. */
      readonly html: string | null;
    }
  | MediaContent
  | { readonly type: "redacted"; readonly by: string | null }
  | { readonly type: "undecryptable"; readonly reason: UndecryptableReason }
  | { readonly type: "unsupported"; readonly eventType: string; readonly fallback: string | null };

export interface MessageItem {
  readonly type: "message";
  /** Stable from local echo to remote echo: use as a list key. */
  readonly key: string;
  /** Null until the homeserver has named it. */
  readonly eventId: string | null;
  readonly senderId: string;
  readonly senderName: string;
  readonly senderAvatarMxc: string | null;
  readonly mine: boolean;
  readonly ts: number;
  readonly body: Body;
  readonly edited: boolean;
  readonly replyTo: ReplyPreview | null;
  readonly reactions: readonly Reaction[];
  /** It names me or all who are here, or holds one of my keywords. */
  readonly mentionsMe: boolean;
  /** Others whose last read message this is. */
  readonly readBy: readonly Reader[];
  readonly send: SendState | null;
  /** Deleted by me, and not gone yet: `undoRedact` brings it back until then. Null: it is not. */
  readonly undoUntil: number | null;
  readonly can: { readonly edit: boolean; readonly redact: boolean; readonly react: boolean; readonly reply: boolean };
  /** A sign of doubt about who sent it, or none. */
  readonly shield: { readonly colour: "grey" | "red"; readonly reason: string } | null;
}

/** Joins, leaves, names: drawn as one line, collapsed in runs. */
export interface NoticeItem {
  readonly type: "notice";
  readonly key: string;
  readonly eventId: string;
  readonly ts: number;
  readonly actorId: string;
  readonly actorName: string;
  /** Whom it happened to; the actor where it happened to nobody. Two people may have one name. */
  readonly subjectId: string;
  readonly notice:
    | {
        readonly kind:
          | "joined"
          | "left"
          | "invited"
          | "declined"
          | "uninvited"
          | "let-in"
          | "kicked"
          | "banned"
          | "unbanned"
          // Given another role; by themselves where they are the actor.
          | "made-admin"
          | "made-moderator"
          | "made-member";
        readonly subjectName: string;
      }
    | { readonly kind: "renamed"; readonly from: string; readonly to: string }
    | { readonly kind: "avatar" }
    | { readonly kind: "room-name" | "topic"; readonly value: string }
    | { readonly kind: "pinned" | "unpinned" }
    | { readonly kind: "created" | "encrypted" | "room-avatar" | "permissions" };
}

/** Events are missing between its neighbours: `Timeline.fillGap(key)` fetches them. */
export interface GapItem {
  readonly type: "gap";
  readonly key: string;
  readonly state: "idle" | "loading" | "failed";
}

export type TimelineItem = MessageItem | NoticeItem | CallItem | GapItem;

export type Edge = "more" | "loading" | "failed" | "end";

export interface Draft {
  /** Plain text; becomes `body`. */
  readonly text: string;
  /** `formatted_body`, when it says more than `text`. */
  readonly html?: string;
  readonly style?: "text" | "emote";
  readonly replyTo?: string;
  /** Intentional mentions (`m.mentions`). */
  readonly mentions?: { readonly userIds?: readonly string[]; readonly room?: boolean };
}
