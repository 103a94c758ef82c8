import type { ReadonlySignal } from "@parley/kernel";
import type { Member, MessageItem, Pins, TimelineItem } from "@parley/matrix";
import { createContext, useContext } from "react";

/** What is asked of a message in a layer of its own. */
export type MessageQuestion = "versions" | "reactions" | "forward";

/** What can be done with a message. One object per room, so that rows need not be drawn again. */
export interface MessageActions {
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  react(item: MessageItem, key: string): void;
  /** Deletes, with a way back for a few seconds. */
  remove(item: MessageItem): void;
  /** Takes that way. */
  undo(item: MessageItem): void;
  pin(item: MessageItem, pinned: boolean): void;
  /** Where the message is not at hand: by its id. */
  unpin(eventId: string): void;
  /** Opens what can be known of a message, or done with it, in a layer of its own. */
  ask(item: MessageItem, question: MessageQuestion): void;
  retry(item: MessageItem): void;
  discard(item: MessageItem): void;
  /** Takes a file that is on its way back into the field, with its words. */
  takeBack(item: MessageItem): void;
  copy(item: MessageItem): void;
  /** The address of a message, for others. */
  copyLink(item: MessageItem): void;
  /** Goes to a message, by its address. */
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
  readonly pins: Pins;
  /** The key of the message that is being edited. */
  readonly edited: ReadonlySignal<string | null>;
  /** Keys of long messages that are shown whole. */
  readonly unfolded: Set<string>;
}

export const MessageRoomContext = createContext<MessageRoom | null>(null);

export function useMessageRoom(): MessageRoom {
  const room = useContext(MessageRoomContext);
  if (room === null) throw new Error("useMessageRoom is used outside its provider");
  return room;
}

/** The small set of reactions, spelled as other clients spell them (with U+FE0F where it is defined): else each has two. */
export const reactionKeys = ["👍\u{fe0f}", "❤️", "😂", "🎉", "👏", "🔥", "😮", "😢"] as const;
