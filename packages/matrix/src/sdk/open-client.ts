import type { Scope } from "@parley/kernel";
import {
  ClientEvent,
  IndexedDBStore,
  MatrixClient,
  type MatrixEvent,
  PendingEventOrdering,
  type Room,
  RoomEvent,
  SetPresence,
  SyncState,
} from "matrix-js-sdk";
import type { CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";
import { createTokens, type Tokens } from "../auth/tokens.ts";
import type { StoredAccount } from "../contract/account.ts";
import type { FetchPort, MatrixPorts } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";
import { captureGlobalLogger, createSdkLogger } from "../sdk-logger.ts";
import { fromBase64 } from "../storage/base64.ts";
import { storePrefix, type Vault } from "../storage/vault.ts";
import { pollMs } from "./connection.ts";
import { giveFirstSyncTime } from "./first-sync.ts";
import { guardListeners } from "./guard-listeners.ts";
import { lookForKeys, lookForKeysLater } from "./key-bundles.ts";
import { assertSameDevice } from "./same-device.ts";
import { spareMembers } from "./spare-members.ts";
import { haltClient, startClient } from "./start-client.ts";
import { guardedWorker } from "./store-worker-guard.ts";
import { type CacheNews, keepSyncCache } from "./sync-cache.ts";
import { syncFilter } from "./sync-filter.ts";
import { keepReceiptsTrue } from "./true-receipts.ts";

/** A client with its crypto open and the cached sync loaded, not started. */
export interface OpenClient {
  readonly client: MatrixClient;
  readonly tokens: Tokens;
  /** Starts the sync loop, hidden: see `own/visibility.ts`. Does not wait for its first answer. */
  start(): Promise<void>;
  /** Stops everything at once and writes the sync cache down. */
  close(): Promise<void>;
}

/** Requests other than the long poll and uploads are given up after this time. */
const requestTimeoutMs = 30_000;
/** The SDK asks for the versions before it shows what is cached: a homeserver that hangs must not keep that back. */
const firstAnswerMs = 3_000;

/**
 * Opens the account's stores and builds its client. Only the leading tab may call this: two clients on one crypto store
 * destroy it. Rejects with MATRIX_STORE_LOST when what is kept here does not fit together.
 */
export async function openClient(options: {
  readonly account: StoredAccount;
  readonly ports: MatrixPorts;
  readonly vault: Vault;
  readonly scope: Scope;
  readonly cryptoCallbacks: CryptoCallbacks;
}): Promise<OpenClient> {
  const { account, ports, vault, scope } = options;
  const logger = createSdkLogger(ports.log);
  captureGlobalLogger(logger);
  guardListeners(ports.log);
  keepReceiptsTrue();
  const credentials = await vault.credentials(account);
  // Another tab has stolen the lock in between, and may hold the stores already.
  if (scope.ended) throw matrixError("MATRIX_UNREACHABLE", "the client has been stopped");
  const prefix = storePrefix(account);
  const { indexedDB, store: platform, clock } = ports;
  // Of 5,000 rooms it takes half a second to write the cache: not in the thread that draws.
  const workerFactory = platform && guardedWorker(platform.worker, clock);
  const store = new IndexedDBStore({ indexedDB, dbName: prefix, ...(workerFactory && { workerFactory }) } as never);
  const tokens = createTokens({
    homeserverUrl: account.homeserverUrl,
    credentials,
    ports,
    store: (next) => vault.setCredentials(account, next),
    // Uploads in browsers go by XMLHttpRequest with the client's own token.
    renewed: (accessToken) => client.setAccessToken(accessToken),
  });
  const client = new MatrixClient({
    baseUrl: account.homeserverUrl,
    userId: account.userId,
    deviceId: account.deviceId,
    accessToken: credentials.accessToken,
    fetchFn: withFirstAnswer(tokens.fetch),
    localTimeoutMs: requestTimeoutMs,
    store,
    timelineSupport: true,
    disableVoip: true,
    cryptoCallbacks: options.cryptoCallbacks,
    logger,
  });
  giveFirstSyncTime(client);
  spareMembers(client, clock);
  const halt = (): void => haltClient(client);
  scope.onEnd(halt);
  try {
    await store.startup();
    await lookForKeysLater();
    await client.initRustCrypto({
      storageKey: fromBase64(credentials.storageKey),
      cryptoDatabasePrefix: prefix,
    });
    await assertSameDevice(client, vault.sealed(account));
    await hastenBackup();
  } catch (fault) {
    halt();
    await store.destroy().catch(() => {});
    throw fault;
  }
  lookForKeys(client, ports.log, scope);
  keepSyncCache({ watch: (changed) => watchSyncs(client, changed), save: () => store.save(true) }, ports, scope);
  return {
    client,
    tokens,
    async start() {
      await startClient(client, scope, {
        initialSyncLimit: 20,
        filter: syncFilter(account.userId),
        pollTimeout: pollMs,
        lazyLoadMembers: true,
        threadSupport: false,
        pendingEventOrdering: PendingEventOrdering.Detached,
      });
      if (scope.ended) return;
      // Before the first request for a sync, several others come first: it must not show a person who does not want that.
      await client.setSyncPresence(SetPresence.Offline);
    },
    async close() {
      halt();
      await store.save(true);
      await store.destroy();
    },
  };
}

/** Gives up the very first request for the homeserver's versions early; it is made again whenever they are needed. */
function withFirstAnswer(fetch: FetchPort): FetchPort {
  let first = true;
  return (resource, init) => {
    const address = resource instanceof Request ? resource.url : String(resource);
    if (!first || !address.endsWith("/_matrix/client/versions")) return fetch(resource, init);
    first = false;
    const signals = [AbortSignal.timeout(firstAnswerMs), ...(init?.signal ? [init.signal] : [])];
    return fetch(resource, { ...init, signal: AbortSignal.any(signals) });
  };
}

/**
 * The SDK waits up to 10 s before it backs a new key up, for the sake of homeservers with millions of accounts. A message
 * that is sent just before the lid is closed would be lost to the person's next device.
 */
async function hastenBackup(): Promise<void> {
  const { RustBackupManager } = await import("matrix-js-sdk/lib/rust-crypto/backup.js");
  Object.defineProperty(RustBackupManager, "maxBackupLoopStartDelayMillis", { value: 500 });
}

/** Important are rooms that come or go, and what one has said oneself: it has been seen as sent. */
function watchSyncs(client: MatrixClient, changed: (news: CacheNews) => void): () => void {
  const onSync = (state: SyncState): void => {
    if (state === SyncState.Syncing || state === SyncState.Prepared) changed("other");
    else if (state === SyncState.Reconnecting || state === SyncState.Error) changed("cut");
  };
  const onRooms = (): void => changed("important");
  const onEvent = (event: MatrixEvent, _room: Room | undefined, toStart: boolean | undefined): void => {
    if (toStart !== true && event.getSender() === client.getUserId()) changed("important");
  };
  client.on(ClientEvent.Sync, onSync);
  client.on(ClientEvent.Room, onRooms);
  client.on(RoomEvent.MyMembership, onRooms);
  client.on(RoomEvent.Timeline, onEvent);
  return () => {
    client.off(ClientEvent.Sync, onSync);
    client.off(ClientEvent.Room, onRooms);
    client.off(RoomEvent.MyMembership, onRooms);
    client.off(RoomEvent.Timeline, onEvent);
  };
}
