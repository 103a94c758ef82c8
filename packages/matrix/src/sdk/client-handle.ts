import type { ReadonlySignal, Scope } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { Connection, StoredAccount } from "../contract/account.ts";
import type { EncryptionState } from "../contract/encryption.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { Queue } from "../contract/queue.ts";
import type { Timeline } from "../contract/timeline.ts";
import type { SealedStore } from "../storage/sealed-store.ts";

/**
 * One run of the client: from the moment this tab leads until it lets go. Rooms, timelines and the send queue of a
 * session are built on it and bind everything they start to `scope`.
 * After `scope` has ended nothing may be sent or stored any more: another tab may hold the account's stores already.
 */
export interface ClientHandle {
  /** Crypto is up and the cached sync is loaded before a handle is given out; the first sync may not have come yet. */
  readonly client: MatrixClient;
  /** `account.userId` and `account.deviceId` are the client's own. */
  readonly account: StoredAccount;
  readonly ports: MatrixPorts;
  readonly scope: Scope;
  /** This account's sealed values. Keys are namespaced by their user: `outbox/…`, `room-list`, `recovery-key`. */
  readonly sealed: SealedStore;
  readonly connection: ReadonlySignal<Connection>;
  readonly encryption: ReadonlySignal<EncryptionState>;
}

/**
 * What a run of the client offers of timelines and the send queue; `openConversations(handle)` of
 * `timeline/conversations.ts` makes it. The session makes one for each run, at once after the client was opened and
 * before its sync starts.
 */
export interface Conversations {
  /** Own messages that are not with the homeserver yet, over all rooms. */
  readonly queued: ReadonlySignal<number>;
  readonly queue: Queue;
  /** Throws MATRIX_NOT_FOUND when the room is not known. */
  openTimeline(roomId: string): Timeline;
  /** How far the files of an own message are, by its item's key; null: none of its are on their way. */
  progress(key: string): ReadonlySignal<number | null> | null;
  /** Tries what waits at once. */
  poke(): void;
  /** Lets what is held back to be taken back leave now; resolves when it has, or after a while when it cannot. */
  releaseHeld(): Promise<void>;
  /** Takes up what earlier runs have written down. */
  start(): Promise<void>;
}
