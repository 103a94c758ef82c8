import type { RoomSummary } from "@parley/matrix";
import { type ComponentType, createContext, useContext } from "react";

/** What the menu of a room offers beside what its owner puts there; stands within a `Menu`. */
export type RoomMenuItems = ComponentType<{ readonly room: RoomSummary }>;

/** Reading and notifying, filled by `app/`. */
export const RoomMenuContext = createContext<RoomMenuItems | null>(null);

/** Null where nothing fills it (a test of the chat alone). */
export const useRoomMenuItems = (): RoomMenuItems | null => useContext(RoomMenuContext);
