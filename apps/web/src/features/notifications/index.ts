import { lazy } from "react";

export { placedRooms, unreadRooms } from "./model/counts.ts";
export { useAttention } from "./ui/use-attention.ts";
export { useQuietUntil } from "./ui/use-quiet-until.ts";
export { useWaiting } from "./ui/use-waiting.ts";

// Nothing of it is needed to paint the list or a timeline.
export const Attention = lazy(async () => ({ default: (await import("./ui/Attention.tsx")).Attention }));
export const AllReadDialog = lazy(async () => ({ default: (await import("./ui/AllReadDialog.tsx")).AllReadDialog }));
export const ActivityPage = lazy(async () => ({ default: (await import("./ui/ActivityPage.tsx")).ActivityPage }));
export const NotificationsPage = lazy(async () => ({
  default: (await import("./ui/NotificationsPage.tsx")).NotificationsPage,
}));
export const RingAlarm = lazy(async () => ({ default: (await import("./ui/RingAlarm.tsx")).RingAlarm }));
export const RoomMenu = lazy(async () => ({ default: (await import("./ui/RoomMenu.tsx")).RoomMenu }));
