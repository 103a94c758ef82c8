import type { Category, SpaceSummary } from "@parley/matrix";
import { type ComponentType, createContext, type RefObject, useContext } from "react";

/** Who someone is, and what one may do: on a name or face anywhere. */
export interface ProfileCardProps {
  readonly userId: string;
  /** The room in which they were met, whose roles and deeds count; null: none. */
  readonly roomId: string | null;
  /** Closes what the card stands in, before it leads elsewhere. */
  readonly onLeave?: () => void;
}

/** Asks before leaving. */
export interface LeaveDialogProps {
  readonly kind: "space" | "channel" | "room" | "direct";
  readonly id: string;
  readonly name: string;
  /** Where to go after leaving a channel. */
  readonly spaceId?: string | null;
  readonly onClose: () => void;
}

/** Asks before a channel goes from its server. */
export interface UnlistDialogProps {
  readonly spaceId: string;
  readonly roomId: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** What people and rooms bring to the chat; filled by `app/`. */
export interface RoomSlots {
  readonly ProfileCard: ComponentType<ProfileCardProps>;
  readonly LeaveDialog: ComponentType<LeaveDialogProps>;
  readonly UnlistDialog: ComponentType<UnlistDialogProps>;
  /** What stands where a room would be that one is not in: its preview and *Join*. */
  readonly RoomPreview: ComponentType<{ readonly target: string; readonly via: readonly string[] }>;
  /** The servers that one came to by a link and waits to be let into; nothing when there are none. */
  readonly Awaited: ComponentType;
  /**
   * What waits above the rooms of a list: who asks to be let in, and at home (`space` null) what one has asked for or was
   * put out of. `everywhere`: of all servers.
   */
  readonly ListNotes: ComponentType<{ readonly space: SpaceSummary | null; readonly everywhere: boolean }>;
  /** Lets the rows (`data-room`) and headings (`data-category`) of a server's list be dragged; draws where to. */
  readonly ListDragging: ComponentType<{
    readonly space: SpaceSummary;
    readonly box: RefObject<HTMLElement | null>;
    /** How they will stand until the homeserver's word is here; null: as they do. */
    readonly onMoved: (categories: readonly Category[] | null) => void;
  }>;
  /** Lets the servers' tiles (`data-space`) in a box be dragged; draws where to. */
  readonly RailDragging: ComponentType<{
    readonly box: RefObject<HTMLElement | null>;
    /** How they will stand until the homeserver's word is here; null: as they do. */
    readonly onMoved: (ids: readonly string[] | null) => void;
  }>;
  /** Where a server can go among one's own, in a menu; with the separator behind it. */
  readonly SpaceMoves: ComponentType<{ readonly spaceId: string }>;
  /** Where a channel can go, in a menu; with the separator behind it. */
  readonly ChannelMoves: ComponentType<{ readonly space: SpaceSummary; readonly channelId: string }>;
  /** What its managers can do with a category, in a menu; `ask` is to open the `CategoryQuestion`. */
  readonly CategoryDeeds: ComponentType<{
    readonly space: SpaceSummary;
    readonly categoryId: string;
    readonly ask: (kind: "rename" | "remove") => void;
  }>;
  /** Stays, shut, until its answer is with the homeserver. */
  readonly CategoryQuestion: ComponentType<{
    readonly space: SpaceSummary;
    readonly categoryId: string;
    readonly kind: "rename" | "remove";
    readonly open: boolean;
    readonly onClose: () => void;
  }>;
}

export const RoomSlotsContext = createContext<RoomSlots | null>(null);

/** Null where nothing fills them (a test of the chat alone). */
export const useRoomSlots = (): RoomSlots | null => useContext(RoomSlotsContext);
