import type { MemberRole } from "./role.ts";

/** What a room's levels hold back in its call: coming in, being heard, the camera, a shared screen. */
export type CallRight = "join" | "speak" | "video" | "screen";

/** The lowest role that has each right. `creator`: nobody below those who stand above all levels. */
export type CallRoles = Readonly<Record<CallRight, MemberRole>>;

/** Whether one has each right oneself. */
export type CallRights = Readonly<Record<CallRight, boolean>>;
