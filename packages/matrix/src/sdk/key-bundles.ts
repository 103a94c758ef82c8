import type { Log, Scope } from "@parley/kernel";
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";

/** After so many tries it is left to the next start: the SDK remembers for a day what it waits for. */
const mostTries = 5;

interface Later {
  tries: number;
  readonly look: () => Promise<boolean>;
}

/** Of each crypto backend, by room: where keys are still to be looked for. */
const waiting = new WeakMap<object, Map<string, Later>>();
/** Backends of clients that may ask the homeserver. */
const opened = new WeakSet<object>();
let patched = false;

/**
 * The SDK looks for the keys that come with an invitation (MSC4268) while it opens its store, and again before it says
 * that a room was joined. It asks the homeserver for that, and fails with it: whoever had come in by an invitation could
 * open nothing without a network for a day, and was told of rooms that they had joined that they had not. From now on
 * that is done beside, with the next answer of the sync. To be called before a client's crypto is opened.
 */
export async function lookForKeysLater(): Promise<void> {
  if (patched) return;
  const { RustCrypto } = await import("matrix-js-sdk/lib/rust-crypto/rust-crypto.js");
  if (patched) return;
  patched = true;
  const look = RustCrypto.prototype.maybeAcceptKeyBundle;
  RustCrypto.prototype.maybeAcceptKeyBundle = async function (roomId, inviter) {
    const again = () => look.call(this, roomId, inviter);
    try {
      if (opened.has(this)) return await again();
    } catch {
      // The homeserver is away, or refused: another time.
    }
    const rooms = waiting.get(this) ?? new Map<string, Later>();
    waiting.set(this, rooms.set(roomId, { tries: 0, look: again }));
    return false;
  };
}

/** From now on the homeserver may be asked, with the next answer of the sync. */
export function lookForKeys(client: MatrixClient, log: Log, scope: Scope): void {
  const backend = client.getCrypto();
  if (backend === undefined) return;
  opened.add(backend);
  let busy = false;
  const lookAll = async (): Promise<void> => {
    const rooms = waiting.get(backend);
    for (const [roomId, later] of [...(rooms ?? [])]) {
      if (scope.ended) return;
      try {
        await later.look();
        rooms?.delete(roomId);
      } catch (thrown) {
        later.tries += 1;
        if (later.tries >= mostTries) rooms?.delete(roomId);
        log.info("keys of an invitation could not be fetched", { code: toMatrixError(thrown).code });
      }
    }
  };
  const onSync = (state: SyncState): void => {
    if (state !== SyncState.Syncing || busy || (waiting.get(backend)?.size ?? 0) === 0) return;
    busy = true;
    // `lookAll` rejects never.
    void lookAll().finally(() => {
      busy = false;
    });
  };
  client.on(ClientEvent.Sync, onSync);
  scope.onEnd(() => client.off(ClientEvent.Sync, onSync));
}
