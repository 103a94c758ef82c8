import { lazy } from "react";

// What stands in the place of a room is rare: it is loaded when it is shown.
const states = () => import("./RoomStates.tsx");
export const ElsewhereRoom = lazy(async () => ({ default: (await states()).ElsewhereRoom }));
export const InvitedRoom = lazy(async () => ({ default: (await states()).InvitedRoom }));
export const UnknownRoom = lazy(async () => ({ default: (await states()).UnknownRoom }));
export const Continued = lazy(async () => ({ default: (await import("./Continued.tsx")).Continued }));
export const Alone = lazy(async () => ({ default: (await import("./Alone.tsx")).Alone }));
export const OlderRoom = lazy(async () => ({ default: (await import("./Continued.tsx")).OlderRoom }));
