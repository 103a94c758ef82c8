import type { CallItem, RoomSummary } from "@parley/matrix";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Place } from "./navigation.ts";

/** What calls bring to the rooms; filled by `app/`. */
export interface CallSlots {
  /** In a room's header: *Start call* or *Join*. Nothing where there are no calls, or one may not. */
  readonly CallButton: ComponentType<{ readonly room: RoomSummary }>;
  /** In a timeline: that somebody called, and what came of it. */
  readonly CallLine: ComponentType<{ readonly item: CallItem; readonly room: RoomSummary }>;
  /** The room whose call one is in, or on the way into. */
  readonly useRoomOfCall: () => string | null;
  /** In a list: how many are in the room's call. Nothing while nobody is. */
  readonly CallMark: ComponentType<{ readonly roomId: string }>;
  /**
   * Around a room: its call's stage before what it holds while one is in it. The header stands above `children` unless
   * the stage has its own.
   */
  readonly CallRoom: ComponentType<{
    readonly room: RoomSummary;
    readonly header: ReactNode;
    readonly onBack: (() => void) | undefined;
    readonly children: ReactNode;
  }>;
  /** Around the row of a voice channel, a link to `place`: going there joins; below stands who is in. */
  readonly VoiceEntry: ComponentType<{
    readonly room: RoomSummary;
    readonly place: Place;
    readonly children: ReactNode;
  }>;
  /** In the menu of a voice channel: into its call, or to its chat alone. */
  readonly VoiceDeeds: ComponentType<{ readonly room: RoomSummary; readonly place: Place }>;
}

export const CallSlotsContext = createContext<CallSlots | null>(null);

/** Null where nothing fills them: there are no calls. */
export const useCallSlots = (): CallSlots | null => useContext(CallSlotsContext);

const none = (): null => null;

/** As the slot of that name; null where there are no calls. */
export function useRoomOfCall(): string | null {
  const useRoom = useCallSlots()?.useRoomOfCall ?? none;
  return useRoom();
}
