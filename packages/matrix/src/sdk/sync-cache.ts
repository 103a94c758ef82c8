import type { Clock, Log, Scope } from "@parley/kernel";
import { messageOf } from "@parley/kernel";

/** What is watched and written. */
export interface SyncCache {
  /** Calls `changed` after each answer of the homeserver; `rooms` says whether rooms came or went. */
  watch(changed: (rooms: boolean) => void): () => void;
  /** Writes everything that the client holds down. */
  save(): Promise<void>;
}

/** Rooms that came or went are written down this soon: without them a start without network knows nothing. */
const soonMs = 1000;
/** Other changes may wait: what is missing is synced again. */
const laterMs = 15_000;
/** Writing takes longer the more there is: at most this share of the time is spent on it. */
const rest = 20;

/**
 * Keeps the sync cache close to what the person saw. The SDK by itself writes every 5 min: after a crash or reload in
 * between, a start without network would show a room list of long ago.
 */
export function keepSyncCache(
  cache: SyncCache,
  ports: { readonly clock: Clock; readonly log: Log },
  scope: Scope,
): void {
  const { clock, log } = ports;
  let due: { at: number; cancel: () => void } | null = null;
  let saving = false;
  /** The shortest wait that was asked for while it was being written. */
  let again: number | null = null;
  let notBefore = 0;

  const save = async (): Promise<void> => {
    due = null;
    saving = true;
    const begun = clock.now();
    try {
      await cache.save();
    } catch (thrown) {
      // The cache can be made again; what must not be lost has stores of its own.
      log.warn("the sync cache could not be written", { reason: messageOf(thrown) });
    }
    saving = false;
    notBefore = clock.now() + (clock.now() - begun) * rest;
    const asked = again;
    again = null;
    if (asked !== null) plan(asked);
  };
  const plan = (inMs: number): void => {
    if (scope.ended) return;
    if (saving) {
      again = Math.min(again ?? inMs, inMs);
      return;
    }
    const at = Math.max(clock.now() + inMs, notBefore);
    if (due !== null && due.at <= at) return;
    due?.cancel();
    due = { at, cancel: clock.after(at - clock.now(), () => void save()) };
  };
  const stop = cache.watch((rooms) => plan(rooms ? soonMs : laterMs));
  scope.onEnd(() => {
    stop();
    due?.cancel();
  });
}
