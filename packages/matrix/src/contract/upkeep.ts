import type { MemberRole } from "./role.ts";
import type { CallRight } from "./voice.ts";

/**
 * Who may come in. `server`: members of the space that the room belongs to. `ask`: who asks and is let in, or is invited.
 * `other`: a rule that we do not set.
 */
export type Access = "everyone" | "server" | "ask" | "invited" | "other";

/** Where the channels of a space stand. */
export interface Arrangement {
  /** The category's id; null for the channels above all categories, which come first. */
  readonly id: string | null;
  readonly name: string;
  readonly channelIds: readonly string[];
}

/** Settings of rooms and spaces. */
export interface Upkeep {
  /** PNG, JPEG, WebP or GIF, at most 10 MiB. Null removes it. */
  setPicture(
    roomId: string,
    image: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string } | null,
  ): Promise<void>;
  /** `server` needs a room that belongs to a space. Who is in stays in. Refused half-way, what was is put back. */
  setAccess(roomId: string, access: Exclude<Access, "other">): Promise<void>;
  /** Whether the homeserver's directory lists it. It shows what everyone may join or ask into, and only while they may. */
  listed(roomId: string): Promise<boolean>;
  setListed(roomId: string, listed: boolean): Promise<void>;
  /**
   * Puts categories and channels into this order; writes only what differs. Categories that are left out are gone, their
   * channels stand above all others; channels that are left out keep their place. What others have changed since the
   * person saw it as `before` stays. Rejects with MATRIX_NOT_FOUND when they took the category away that this is about.
   */
  arrange(spaceId: string, next: readonly Arrangement[], before?: readonly Arrangement[]): Promise<void>;
  /** Puts one's own spaces into this order, on all devices of the account and in other apps. Others do not see it. */
  orderSpaces(spaceIds: readonly string[]): Promise<void>;
  /** Gives a right in the room's call to a role and all above it. Rejects with MATRIX_FORBIDDEN. */
  setCallRole(roomId: string, right: CallRight, role: Exclude<MemberRole, "creator">): Promise<void>;
  /** Takes a channel off the space. The room stays, with its members. */
  unlist(spaceId: string, roomId: string): Promise<void>;
}
