import type { MemberRole } from "./role.ts";
import type { Member } from "./rooms.ts";

/** What I may do to a person in a room. */
export interface MemberActions {
  /** From a room: take out of it, or take an invitation back. */
  readonly remove: boolean;
  readonly ban: boolean;
  /** The roles that I may give them, their present one among them; none: I may not change it. */
  readonly roles: readonly Exclude<MemberRole, "creator">[];
}

/** Someone who may not come back until they are let in again. */
export interface BannedMember {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
  readonly reason: string | null;
  /** Who banned them. */
  readonly byName: string;
}

/**
 * In how many channels of a space a deed was not done: I may not there, am not in them, or the homeserver made it wait too
 * long.
 */
export interface Skipped {
  readonly skipped: number;
}

/** What became of the bans in a space's channels when the one from the space was lifted. */
export interface Lifted extends Skipped {
  /** Made with the one from the space, and lifted with it. */
  readonly lifted: number;
  /** Made in the channel alone: they stand. */
  readonly kept: number;
}

/** Told how many of a space's channels a deed is through with, of how many; it may have to wait in between. */
export type DeedProgress = (done: number, of: number) => void;

/**
 * Keeping order in a room or space. What is done to a space's member is done in its channels, too, where I may; when the
 * homeserver makes it wait it waits, five minutes in all.
 */
export interface Moderation {
  /** All members, asked for where they are not known. Rejects when they cannot be had: an empty list would lie. */
  allMembers(roomId: string): Promise<readonly Member[]>;
  /** Read from what is known now. */
  actionsOn(roomId: string, userId: string): MemberActions;
  remove(roomId: string, userId: string, reason?: string, progress?: DeedProgress): Promise<Skipped>;
  ban(roomId: string, userId: string, reason?: string, progress?: DeedProgress): Promise<Skipped>;
  /** Of a space's channels only the bans that were made with the one from the space are lifted with it. */
  unban(roomId: string, userId: string, progress?: DeedProgress): Promise<Lifted>;
  banned(roomId: string): Promise<readonly BannedMember[]>;
  /** Rejects with MATRIX_FORBIDDEN. */
  setRole(
    roomId: string,
    userId: string,
    role: Exclude<MemberRole, "creator">,
    progress?: DeedProgress,
  ): Promise<Skipped>;
}
