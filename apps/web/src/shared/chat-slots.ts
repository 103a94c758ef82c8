import type { ReadonlySignal } from "@parley/kernel";
import type { Draft, MediaContent, MediaKind, MessageItem, Session, Timeline, TimelineItem } from "@parley/matrix";
import { type ComponentType, createContext, useContext } from "react";

/** Draws what an image, a video, an audio or a file message carries. The caption is the message's own to draw. */
export interface MediaBodyProps {
  readonly item: MessageItem;
  readonly body: MediaContent;
  /** The room's items: the viewer leafs through its pictures. */
  readonly items: ReadonlySignal<readonly TimelineItem[]>;
  /** Takes back an own message that is still on its way. */
  readonly onCancel: () => void;
}

/** A file that goes with the next message. */
export interface AttachmentChip {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly media: MediaKind;
  /** Object URL of a small picture, freed with the chip. */
  readonly preview: string | null;
  /** Those up to `ready` can be sent. `lost`: the page ended before it was kept, and its bytes are gone. */
  readonly state: "reading" | "keeping" | "ready" | "too-large" | "empty" | "unreadable" | "lost";
  /** It cannot be kept on this device: a reload loses it. */
  readonly loose: boolean;
  /** It is to be sent, as soon as it is kept. */
  readonly going: boolean;
  /** Bytes that the homeserver takes, when the file has more. */
  readonly limit: number | null;
}

/** Files that wait beside a room's words. */
export interface Attachments {
  readonly items: ReadonlySignal<readonly AttachmentChip[]>;
  /** How many of those added last found no place: there are too many already. */
  readonly left: ReadonlySignal<number>;
  /** There is something to send, and nothing that cannot be sent. */
  readonly ready: ReadonlySignal<boolean>;
  /** The chip that keeps the others from being sent, once somebody has tried. */
  readonly halted: ReadonlySignal<{ readonly id: string } | null>;
  /** Whether one of them cannot be sent: then that is said, and nothing may be sent without it. */
  halts(): boolean;
  add(files: readonly File[]): void;
  remove(id: string): void;
  /**
   * Sends all of them in order; `caption` goes under the last one. Each stays in `items` until it is kept on this device
   * and its message is written down. False: nothing was sent, and it is said why. What could not be written down stays.
   */
  send(caption: Draft | null, timeline: Timeline): Promise<boolean>;
  /** Frees everything. */
  close(): void;
}

/** What files, images, video and audio bring to the chat; filled by `app/`. */
export interface ChatSlots {
  readonly MediaBody: ComponentType<MediaBodyProps>;
  readonly AttachmentTray: ComponentType<{ readonly attachments: Attachments }>;
  /** `onPicked`: some were chosen, and the words to them may follow. */
  readonly AttachButton: ComponentType<{ readonly attachments: Attachments; readonly onPicked: () => void }>;
  createAttachments(session: Session, roomId: string): Attachments;
}

export const ChatSlotsContext = createContext<ChatSlots | null>(null);

/** Null where nothing fills them (a test of the chat alone). */
export const useChatSlots = (): ChatSlots | null => useContext(ChatSlotsContext);
