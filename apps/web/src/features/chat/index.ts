import { lazy } from "react";
import type { draftOfWords as Making } from "./model/outgoing.ts";

export { mixedRooms, shownChannels, spacesOfRooms } from "./model/list.ts";
export { CreateChannelDialog, CreateServerDialog, NewDirectDialog } from "./ui/dialogs/lazy.ts";
export { ChatList } from "./ui/list/ChatList.tsx";
export { ChatRail } from "./ui/list/ChatRail.tsx";
export { useRoomsAtHand } from "./ui/world.ts";

// The list paints first; the timeline with its windowing, sanitiser and composer follows.
export const RoomView = lazy(async () => ({ default: (await import("./ui/room/RoomView.tsx")).RoomView }));
export const HomeEmpty = lazy(async () => ({ default: (await import("./ui/room/HomeEmpty.tsx")).HomeEmpty }));
export const RoomPanel = lazy(async () => ({ default: (await import("./ui/room/RoomPanel.tsx")).RoomPanel }));
// What agents say, drawn as foreign words are.
export const MarkdownBody = lazy(async () => ({
  default: (await import("./ui/timeline/MarkdownBody.tsx")).MarkdownBody,
}));
/** Words as the field would send them to a room. */
export const draftOfWords: typeof Making = async (...of) => (await import("./model/outgoing.ts")).draftOfWords(...of);
