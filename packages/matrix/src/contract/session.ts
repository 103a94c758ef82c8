import type { ReadonlySignal } from "@parley/kernel";
import type { Connection, OwnAccount, StoredAccount } from "./account.ts";
import type { CallSigns } from "./call-signs.ts";
import type { Calls } from "./calls.ts";
import type { Discovery } from "./discovery.ts";
import type { Encryption } from "./encryption.ts";
import type { KeptFiles } from "./kept-files.ts";
import type { Knocks } from "./knocks.ts";
import type { Files } from "./media.ts";
import type { Moderation } from "./moderation.ts";
import type { Notifications } from "./notifications.ts";
import type { People } from "./people.ts";
import type { Queue } from "./queue.ts";
import type { Removals } from "./removals.ts";
import type { Ringing } from "./ringing.ts";
import type { Rooms } from "./rooms.ts";
import type { Timeline } from "./timeline.ts";
import type { Upkeep } from "./upkeep.ts";

/**
 * Unsent words, one text per room, sealed on this device. Gone with the account at sign-out. What belongs to a room's
 * draft and is not its words goes by a name of its own: `draftReplyName`, `draftReturnedName`, `draftEditName`.
 */
export interface Drafts {
  /** Rooms that have words, by what is written down; none until that is read. Another tab's show when its client is taken over. */
  readonly rooms: ReadonlySignal<ReadonlySet<string>>;
  /** The words kept of a room, or null. Rejects with MATRIX_STORE_LOST. */
  get(roomId: string): Promise<string | null>;
  /**
   * Keeps a room's words, null or nothing takes them away. Each call is a write to the disk: call it when the keys rest.
   * The oldest of more than 200 go. Rejects with MATRIX_TOO_LARGE (over 100,000 UTF-16 units), MATRIX_STORE_FULL or
   * MATRIX_STORE_LOST.
   */
  set(roomId: string, words: string | null): Promise<void>;
}

/** One account on one device, running. */
export interface Session {
  readonly account: StoredAccount;
  readonly connection: ReadonlySignal<Connection>;
  readonly rooms: Rooms;
  readonly people: People;
  readonly moderation: Moderation;
  readonly upkeep: Upkeep;
  readonly removals: Removals;
  readonly knocks: Knocks;
  readonly discovery: Discovery;
  readonly encryption: Encryption;
  readonly own: OwnAccount;
  readonly drafts: Drafts;
  readonly notifications: Notifications;
  readonly files: Files;
  readonly calls: Calls;
  readonly callSigns: CallSigns;
  readonly ringing: Ringing;
  readonly keptFiles: KeptFiles;
  /** Own messages that are not with the homeserver yet, over all rooms. */
  readonly queued: ReadonlySignal<number>;
  /** The same one by one. */
  readonly queue: Queue;
  /** Opens a window on a room. Throws MATRIX_NOT_FOUND when the room is not known. */
  openTimeline(roomId: string): Timeline;
  /**
   * Bytes of an `mxc://` image (authenticated media), or null when it cannot be had. Sizes in CSS pixels × density.
   */
  media(
    mxc: string,
    size: { width: number; height: number } | null,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | null>;
  /**
   * The Matrix access token as of now; for `auth.signIn` of our own server only. Null while another tab holds the client.
   */
  accessToken(): string | null;
  /** Tries at once instead of waiting for the back-off. */
  reconnect(): void;
  /** When `connection` is `elsewhere`: asks the other tab to let go, then takes over. */
  takeOver(): Promise<void>;
  /**
   * Signs the device out and removes what is kept here, whether or not the homeserver can be told. Rejects when something
   * could not be removed; may be called again then. Either way the session has ended.
   */
  signOut(): Promise<void>;
  /** Ends the client and keeps everything for `Matrix.resume`. */
  close(): Promise<void>;
}
