import type { ReadonlySignal } from "@parley/kernel";
import type { KeptFile } from "./kept-files.ts";
import type { OutgoingMedia } from "./media.ts";
import type { Draft, Edge, MessageVersion, TimelineItem } from "./message.ts";
import type { Pins } from "./pins.ts";

export type {
  Body,
  Draft,
  Edge,
  GapItem,
  MessageItem,
  MessageVersion,
  NoticeItem,
  Reaction,
  Reader,
  ReplyPreview,
  SendFailure,
  SendState,
  TimelineItem,
  UndecryptableReason,
} from "./message.ts";

/** A window on a room's events. Several may be open on one room; each must be closed. */
export interface Timeline {
  readonly roomId: string;
  /** Oldest first. */
  readonly items: ReadonlySignal<readonly TimelineItem[]>;
  readonly older: ReadonlySignal<Edge>;
  /** `end` = live: new events arrive by themselves. */
  readonly newer: ReadonlySignal<Edge>;
  /** Names of others who are typing. */
  readonly typing: ReadonlySignal<readonly string[]>;
  /** The last event that I had read when the window was opened or the marker moved elsewhere; null: none. */
  readonly readUpTo: ReadonlySignal<string | null>;
  readonly pins: Pins;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  fillGap(key: string): Promise<void>;
  /** Moves the window around an event. Rejects with MATRIX_NOT_FOUND. */
  jumpTo(eventId: string): Promise<void>;
  jumpToLatest(): Promise<void>;
  /** Resolves when the message is safely written down here (not: sent). It is in `items` before that. */
  send(draft: Draft): Promise<void>;
  /**
   * The same for a file: it is kept here, enciphered, until the homeserver has it. One that is kept already is a kept file
   * no more then. `caption` stands under it, and says what it answers. Rejects with MATRIX_STORE_FULL,
   * MATRIX_STORE_LOST, or MATRIX_NOT_FOUND when it is not kept any more.
   */
  sendMedia(media: OutgoingMedia | KeptFile, caption: Draft | null): Promise<void>;
  /**
   * These three, and `Draft.replyTo`, also take the `key` of an own message that has no event id yet: the change waits
   * for it. They resolve when they are written down.
   */
  edit(eventId: string, draft: Draft): Promise<void>;
  redact(eventId: string): Promise<void>;
  /**
   * The same, kept back for so long. It survives a reload and a crash, and leaves when its time has come.
   */
  redactSoon(eventId: string, afterMs: number): Promise<void>;
  /** Brings back what `redactSoon` has not taken yet. Rejects with MATRIX_ALREADY_SENDING. */
  undoRedact(eventId: string): Promise<void>;
  /** Sends at once what is kept back: the page may be about to go. */
  hurry(): void;
  /** What a message said, the first version first; at most 100. Only its author's own changes count. */
  versions(eventId: string): Promise<readonly MessageVersion[]>;
  /** Sends what a message of this room says to another room, without what it answers. Resolves when it is written down. */
  forward(eventId: string, toRoomId: string): Promise<void>;
  /** Adds the reaction, or takes it back when it is mine already. */
  toggleReaction(eventId: string, key: string): Promise<void>;
  retry(key: string): Promise<void>;
  /** Removes a failed or queued message of mine, one whose file is on its way too. Rejects when it is already on its way. */
  discard(key: string): Promise<void>;
  /** Everything in view has been seen: moves the read marker and receipt to the latest event. */
  markRead(): Promise<void>;
  setTyping(typing: boolean): void;
  close(): void;
}
