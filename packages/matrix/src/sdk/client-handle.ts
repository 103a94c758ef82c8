import type { ReadonlySignal, Scope } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { Connection, StoredAccount } from "../contract/account.ts";
import type { EncryptionState } from "../contract/encryption.ts";
import type { MatrixPorts } from "../contract/ports.ts";
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
