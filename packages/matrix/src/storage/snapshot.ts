import { type Clock, effect, type Log, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { OwnAccount } from "../contract/account.ts";
import type { RoomList, SessionSnapshot } from "../contract/rooms.ts";
import { toMatrixError } from "../errors.ts";
import type { Json, SealedStore } from "./sealed-store.ts";

const snapshotName = "room-list";
/** Written at most this often: sealing and storing 500 rooms costs some milliseconds. */
const writeEveryMs = 3000;

export const emptyList: RoomList = { spaces: [], directs: [], rooms: [], invites: [] };

/** The last snapshot, or null when there is none or it is of another version. Rejects with MATRIX_STORE_LOST. */
export async function readSnapshot(sealed: SealedStore): Promise<SessionSnapshot | null> {
  const found = (await sealed.get(snapshotName)) as SessionSnapshot | null;
  return found?.version === 1 ? found : null;
}

/** What of a running client a snapshot takes. */
interface Keeping {
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly sealed: SealedStore;
  readonly scope: Scope;
}

/** Keeps the sealed snapshot after the list while the scope lives. */
export function keepSnapshots(handle: Keeping, list: ReadonlySignal<RoomList>, own: OwnAccount): void {
  const { clock, log } = handle.ports;
  let cancel: (() => void) | null = null;
  let first = true;
  const write = (): void => {
    cancel = null;
    const snapshot: SessionSnapshot = {
      version: 1,
      takenAt: clock.now(),
      displayName: own.profile.peek().displayName,
      list: list.peek(),
    };
    handle.sealed
      .put(snapshotName, snapshot as unknown as Json)
      .catch((thrown) => log.warn("the room list could not be kept", { code: toMatrixError(thrown).code }));
  };
  const stop = effect(() => {
    // Read to be told of their changes.
    void list.value;
    void own.profile.value;
    if (first) {
      first = false;
      return;
    }
    cancel ??= clock.after(writeEveryMs, write);
  });
  handle.scope.onEnd(() => {
    stop();
    cancel?.();
  });
}
