import { type ComponentType, createContext, useContext } from "react";

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

/** What people and rooms bring to the chat; filled by `app/`. */
export interface RoomSlots {
  readonly ProfileCard: ComponentType<ProfileCardProps>;
  readonly LeaveDialog: ComponentType<LeaveDialogProps>;
  /** What stands where a room would be that one is not in: its preview and *Join*. */
  readonly RoomPreview: ComponentType<{ readonly target: string; readonly via: readonly string[] }>;
  /** The servers that one came to by a link and waits to be let into; nothing when there are none. */
  readonly Awaited: ComponentType;
}

export const RoomSlotsContext = createContext<RoomSlots | null>(null);

/** Null where nothing fills them (a test of the chat alone). */
export const useRoomSlots = (): RoomSlots | null => useContext(RoomSlotsContext);
