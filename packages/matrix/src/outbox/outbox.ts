import { AppError, type Clock, type Log, type Random, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { Content, PendingView } from "../content/event-view.ts";
import type { LocalFiles } from "../media/local-files.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import type { Outgoing } from "./entry.ts";
import { letHeldGo, releaseHeld } from "./held.ts";
import { isUntouched, Ledger, type Live, storeLeft } from "./ledger.ts";
import { assertFits, type NewFile, newEntry, stageFiles } from "./new-entry.ts";
import { Sender } from "./sender.ts";
import type { SendTransport } from "./transport.ts";
import { Uploader } from "./uploader.ts";

/** What the queue stands on. `online` gates every attempt: before the first sync the list of members may be stale. */
export interface OutboxDeps {
  readonly transport: SendTransport;
  readonly sealed: SealedStore;
  readonly files: LocalFiles;
  readonly online: ReadonlySignal<boolean>;
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: Scope;
  readonly log: Log;
}

/**
 * Own messages, edits, reactions and redactions on their way: written down sealed before `enqueue` resolves, sent in
 * order per room under one transaction id each, exactly once over reloads and crashes.
 *
 * Order: what waits for the network holds back what was written after it in the same room. What the homeserver has
 * refused for good steps aside as `failed`, and only what points to it waits on; tried again it goes to the end.
 * Reactions and removals that are refused for good are dropped. A message whose files are on their way lets what was
 * written after it pass by.
 */
export interface Outbox {
  /** Entries that wait or are on their way, over all rooms; failed ones are not among them. */
  readonly queued: ReadonlySignal<number>;
  /** Everything that waits, is on its way or has failed, over all rooms in order. A new array stands for a change. */
  readonly waiting: ReadonlySignal<readonly Waiting[]>;
  /** Own changes in a room without their echo, in order. A new array stands for a change. */
  pending(roomId: string): ReadonlySignal<readonly PendingView[]>;
  /**
   * Resolves with the transaction id once it is written down, its files too. It is in `pending` before that.
   * Rejects with MATRIX_TOO_LARGE, MATRIX_QUEUE_FULL, MATRIX_STORE_FULL or MATRIX_STORE_LOST.
   */
  enqueue(outgoing: Outgoing, files?: readonly NewFile[]): Promise<string>;
  /** How far the files of an entry are, from 0 to 1, while they are on their way; null: there is no such entry. */
  progress(txnId: string): ReadonlySignal<number | null> | null;
  /** Tries a failed entry again, or a waiting one at once. Rejects with MATRIX_NOT_FOUND. */
  retry(txnId: string): Promise<void>;
  /**
   * Puts other content in the place of a message's that has never left, and answers true; false when it has, or has
   * files. Rejects with MATRIX_NOT_FOUND, MATRIX_TOO_LARGE, MATRIX_STORE_FULL or MATRIX_STORE_LOST.
   */
  rewrite(txnId: string, content: Content): Promise<boolean>;
  /** Removes an entry and all that point to it. Rejects with MATRIX_ALREADY_SENDING or MATRIX_NOT_FOUND. */
  discard(txnId: string): Promise<void>;
  /** The echo of a transaction has been seen, and can be read. */
  echoed(txnId: string, eventId: string): void;
  /** A sync has left events of the room out, perhaps echoes among them. */
  skipped(roomId: string): void;
  /** Lets what is held back in a room leave at once. */
  release(roomId: string): Promise<void>;
  /** Lets all that is held back leave at once; resolves when it has, or after a while when it cannot. */
  releaseAll(): Promise<void>;
  /** Tries everything that waits for a back-off at once. */
  poke(): void;
  /** Takes up what earlier runs wrote down. Nothing is sent before it resolves. */
  start(): Promise<void>;
}

/** An entry beside the room it is for. */
export interface Waiting {
  readonly roomId: string;
  readonly view: PendingView;
  /** It has never left: no attempt can have arrived. */
  readonly untouched: boolean;
}

/** Builds the queue of one run of the client. After `deps.scope` has ended it neither sends nor writes. */
export function createOutboxOn(deps: OutboxDeps): Outbox {
  const { transport, sealed, files, clock, random, scope, log } = deps;
  const ledger = new Ledger(sealed, files, scope);
  const common = { ledger, transport, online: deps.online, clock, random, scope, log };
  const sender = new Sender(common);
  const uploader = new Uploader({ ...common, files }, sender);
  const making = { ...common, sender, files };
  // Entries of this run stand behind those of earlier ones even before those are read.
  let lastSeq = clock.now() * 100;
  let loaded: Promise<unknown> = Promise.resolve();

  const nextSeq = (): number => {
    lastSeq += 1;
    return lastSeq;
  };

  function known(txnId: string): Live {
    const live = ledger.get(txnId);
    if (live === undefined) throw new AppError("MATRIX_NOT_FOUND", "This message is not in the send queue.");
    return live;
  }

  function assertRunning(): void {
    if (scope.ended) throw storeLeft();
  }

  return {
    queued: ledger.queued,
    waiting: ledger.waiting,
    pending: (roomId) => ledger.pending(roomId),
    progress: (txnId) => ledger.get(txnId)?.share ?? null,
    release: (roomId) => releaseHeld(ledger, sender, ledger.ofRoom(roomId)),
    releaseAll: () => letHeldGo({ ledger, sender, clock, scope }, loaded),
    poke() {
      sender.poke();
      uploader.poke();
    },
    skipped: (roomId) => sender.skipped(roomId),
    async enqueue(outgoing, newFiles = []) {
      assertRunning();
      const live = ledger.add(newEntry(making, outgoing, nextSeq(), newFiles.length > 0), false);
      const staged = newFiles.length === 0 ? null : stageFiles(making, live, newFiles);
      ledger.publish(outgoing.roomId);
      try {
        const uploads = await staged;
        if (uploads !== null) live.entry = { ...live.entry, uploads };
        // Taken back while its files were being written: they go too.
        if (await ledger.write(live, (entry) => entry)) live.stored = true;
        else await ledger.erase(live);
      } catch (error) {
        ledger.forget(live);
        if (!live.stop.signal.aborted) throw error;
      } finally {
        live.staging = false;
        ledger.publish(outgoing.roomId);
        sender.schedule(outgoing.roomId);
        uploader.schedule();
      }
      return live.entry.txnId;
    },
    async retry(txnId) {
      assertRunning();
      const live = known(txnId);
      // Taken back meanwhile.
      if (live.state === "failed" && !(await requeue(ledger, live, nextSeq()))) return;
      sender.hurry(live.entry.roomId);
      uploader.hurry(txnId);
    },
    async rewrite(txnId, content) {
      assertRunning();
      const live = known(txnId);
      if (!isUntouched(live)) return false;
      assertFits(content, live.entry.encrypted);
      // Not sent while it is being written: the old words must not leave beside the new ones.
      live.stored = false;
      try {
        await ledger.write(live, (entry) => ({ ...entry, content }));
      } finally {
        live.stored = true;
        ledger.publish(live.entry.roomId);
        sender.schedule(live.entry.roomId);
      }
      return true;
    },
    async discard(txnId) {
      assertRunning();
      const live = known(txnId);
      const breakable = live.staging || live.stored;
      if (live.state === "sending" || live.state === "sent" || !breakable) {
        throw new AppError("MATRIX_ALREADY_SENDING", "This message is already on its way.");
      }
      live.stop.abort();
      const all = [...ledger.dependents(txnId), live];
      // Off the screen and out of the lane first: none of it must leave while it is being erased.
      for (const gone of all) ledger.forget(gone);
      for (const gone of all) await ledger.erase(gone);
      sender.schedule(live.entry.roomId);
    },
    echoed(txnId, eventId) {
      const live = ledger.get(txnId);
      if (live !== undefined) sender.echoed(live, eventId);
    },
    async start() {
      const reading = ledger.load();
      loaded = reading.catch(() => {});
      const found = await reading;
      lastSeq = Math.max(lastSeq, found.lastSeq);
      if (found.unreadable > 0) log.warn("entries of the send queue cannot be read", { count: found.unreadable });
      if (scope.ended) return;
      sender.start();
      uploader.start();
    },
  };
}

/** Puts a failed entry to the end of the order; false: it has been erased. */
async function requeue(ledger: Ledger, live: Live, seq: number): Promise<boolean> {
  const written = await ledger.write(live, (entry) => {
    // The person has decided about an uncertain one: as if it had never been tried, under the same transaction.
    const triedAt = entry.failure?.reason === "uncertain" ? null : entry.triedAt;
    return { ...entry, seq, triedAt, failure: null };
  });
  if (!written) return false;
  // Asked for twice: the first may have it on its way already.
  if (live.state !== "failed") return true;
  Object.assign(live, { state: "queued", attempts: 0, encryptionFaults: 0 });
  ledger.publish(live.entry.roomId);
  return true;
}
