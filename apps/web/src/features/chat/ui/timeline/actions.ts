import type { ReadonlySignal } from "@parley/kernel";
import type { Member, MessageItem, TimelineItem } from "@parley/matrix";
import { createContext, useContext } from "react";

/** What can be done with a message. One object per room, so that rows need not be drawn again. */
export interface MessageActions {
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  react(item: MessageItem, key: string): void;
  /** Asks first. */
  remove(item: MessageItem): void;
  retry(item: MessageItem): void;
  discard(item: MessageItem): void;
  copy(item: MessageItem): void;
  /** The address of a message, for others. */
  copyLink(item: MessageItem): void;
  jumpTo(eventId: string): void;
}

/** The room around a message. */
export interface MessageRoom {
  readonly roomId: string;
  readonly ownUserId: string;
  readonly members: ReadonlySignal<readonly Member[]>;
  readonly actions: MessageActions;
  /** What the room shows now: the viewer leafs through its pictures. */
  readonly items: ReadonlySignal<readonly TimelineItem[]>;
  /** Keys of long messages that are shown whole. */
  readonly unfolded: Set<string>;
}

export const MessageRoomContext = createContext<MessageRoom | null>(null);

export function useMessageRoom(): MessageRoom {
  const room = useContext(MessageRoomContext);
  if (room === null) throw new Error("useMessageRoom is used outside its provider");
  return room;
}

/** The small set of reactions. Any other can be added from a client that has more. */
export const reactionKeys = ["👍", "❤️", "😂", "🎉", "👏", "🔥", "😮", "😢"] as const;
