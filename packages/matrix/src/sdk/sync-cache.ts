import type { Clock, Log, Scope } from "@parley/kernel";
import { messageOf } from "@parley/kernel";

/**
 * What has happened to what is to be written: something of which a start without network must know, or anything else;
 * `cut`: nothing more comes for now, and the page may be left before it does.
 */
export type CacheNews = "important" | "other" | "cut";

/** What is watched and written. */
export interface SyncCache {
  /** Calls `changed` after each answer of the homeserver, and when there is none. */
  watch(changed: (news: CacheNews) => void): () => void;
  /** Writes everything that the client holds down. */
  save(): Promise<void>;
}

/** What is important is written down this soon. */
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
  const plan = (inMs: number, rested = notBefore): void => {
    if (scope.ended) return;
    if (saving) {
      again = Math.min(again ?? inMs, inMs);
      return;
    }
    const at = Math.max(clock.now() + inMs, rested);
    if (due !== null && due.at <= at) return;
    due?.cancel();
    due = { at, cancel: clock.after(at - clock.now(), () => void save()) };
  };
  const stop = cache.watch((news) => {
    if (news !== "cut") plan(news === "important" ? soonMs : laterMs);
    // However much the last time took: it is one more, and what was said and read a moment ago is in it.
    else if (due !== null) plan(0, 0);
    else if (again !== null) again = 0;
  });
  scope.onEnd(() => {
    stop();
    due?.cancel();
  });
}
