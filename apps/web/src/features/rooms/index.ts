import { lazy } from "react";
import type { RoomSlots } from "../../shared/room-slots.ts";

export { RoomCommands } from "./commands/RoomCommands.tsx";

// Fetched when first opened: nothing of it is needed for the list or the first timeline.
export const roomSlots: RoomSlots = {
  ProfileCard: lazy(() => import("./ui/ProfileCard.tsx").then((m) => ({ default: m.ProfileCard }))),
  RoomPreview: lazy(() => import("./ui/RoomPreview.tsx").then((m) => ({ default: m.RoomPreview }))),
  Awaited: lazy(() => import("./ui/Awaited.tsx").then((m) => ({ default: m.Awaited }))),
  ListNotes: lazy(() => import("./ui/ListNotes.tsx").then((m) => ({ default: m.ListNotes }))),
  ListDragging: lazy(() => import("./ui/ListDragging.tsx").then((m) => ({ default: m.ListDragging }))),
  RailDragging: lazy(() => import("./ui/RailDragging.tsx").then((m) => ({ default: m.RailDragging }))),
  SpaceMoves: lazy(() => import("./ui/SpaceMoves.tsx").then((m) => ({ default: m.SpaceMoves }))),
  ChannelMoves: lazy(() => import("./ui/Moves.tsx").then((m) => ({ default: m.ChannelMoves }))),
  CategoryDeeds: lazy(() => import("./ui/Moves.tsx").then((m) => ({ default: m.CategoryDeeds }))),
  CategoryQuestion: lazy(() => import("./ui/CategoryQuestion.tsx").then((m) => ({ default: m.CategoryQuestion }))),
  UnlistDialog: lazy(() => import("./ui/UnlistDialog.tsx").then((m) => ({ default: m.UnlistDialog }))),
  LeaveDialog: lazy(() => import("./ui/LeaveDialog.tsx").then((m) => ({ default: m.LeaveDialog }))),
};
export const ListNews = lazy(() => import("./ui/ListNotes.tsx").then((m) => ({ default: m.ListNews })));
export const InvitePeople = lazy(() =>
  import("./ui/InvitePersonDialog.tsx").then((m) => ({ default: m.InvitePeople })),
);
export const ManagePage = lazy(() => import("./ui/ManagePage.tsx").then((m) => ({ default: m.ManagePage })));
export const DiscoverPage = lazy(() => import("./ui/DiscoverPage.tsx").then((m) => ({ default: m.DiscoverPage })));
export const JoinPage = lazy(() => import("./ui/JoinPage.tsx").then((m) => ({ default: m.JoinPage })));
export const PrivacySettings = lazy(() =>
  import("./ui/PrivacySettings.tsx").then((m) => ({ default: m.PrivacySettings })),
);
