import { AppError, type Clock, type Log, type Random, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { LocalFiles } from "../media/local-files.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import type { Content, PendingView } from "../timeline/event-view.ts";
import {
  contentBytes,
  type Entry,
  MAX_BYTES,
  MAX_ENTRIES,
  type Outgoing,
  queueFull,
  tooLarge,
  type Upload,
} from "./entry.ts";
import { isUntouched, Ledger, type Live } from "./ledger.ts";
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

/** A file that goes with a message. */
export interface NewFile {
  readonly role: "file" | "thumbnail";
  readonly file: Blob;
  readonly type: string;
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
  const { transport, sealed, clock, random, scope, log } = deps;
  const { files } = deps;
  const ledger = new Ledger(sealed, files);
  const common = { ledger, transport, online: deps.online, clock, random, scope, log };
  const sender = new Sender(common);
  const uploader = new Uploader({ ...common, files }, sender);
  // Entries of this run stand behind those of earlier ones even before those are read.
  let lastSeq = clock.now() * 100;

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
    if (scope.ended) throw new AppError("MATRIX_STORE_LOST", "The session has ended here.", { retryable: true });
  }

  function assertFits(content: Content, encrypted: boolean): void {
    const limit = encrypted ? MAX_BYTES.encrypted : MAX_BYTES.clear;
    const bytes = contentBytes(content);
    if (bytes > limit) throw tooLarge(bytes, limit);
  }

  function newEntry(outgoing: Outgoing, hasFiles: boolean): Entry {
    if (ledger.size >= MAX_ENTRIES) throw queueFull();
    const encrypted = transport.isEncrypted(outgoing.roomId);
    assertFits(outgoing.content, encrypted);
    const { target } = outgoing;
    // What leaves at once is marked as tried with the same write: each write is a wait for the disk.
    const atOnce = !hasFiles && (target === null || "eventId" in target) && sender.isIdle(outgoing.roomId);
    return {
      ...outgoing,
      txnId: newTxnId(random),
      seq: nextSeq(),
      createdAt: clock.now(),
      encrypted,
      triedAt: atOnce ? clock.now() : null,
      anchor: atOnce ? transport.newest(outgoing.roomId) : null,
      failure: null,
      targetEventId: target !== null && "txnId" in target ? ledger.eventOf(target.txnId) : null,
    };
  }

  /** Writes the files of an entry down. They can be read under their ids at once. */
  function stage(live: Live, newFiles: readonly NewFile[]): Promise<Upload[]> {
    const named = newFiles.map((file) => ({ ...file, id: newTxnId(random) }));
    const idOf = (role: NewFile["role"]) => named.find((file) => file.role === role)?.id ?? null;
    live.staging = true;
    live.local = { file: idOf("file") ?? "", thumbnail: idOf("thumbnail") };
    const write = async ({ role, file, type, id }: (typeof named)[number]): Promise<Upload> => ({
      ...(await files.stage(id, file, AbortSignal.any([live.stop.signal, scope.signal]))),
      role,
      type,
      done: null,
    });
    return (async () => {
      try {
        return await Promise.all(named.map(write));
      } catch (fault) {
        await Promise.all(named.map(({ id }) => files.forget(id).catch(() => {})));
        throw fault;
      }
    })();
  }

  return {
    queued: ledger.queued,
    waiting: ledger.waiting,
    pending: (roomId) => ledger.pending(roomId),
    progress: (txnId) => ledger.get(txnId)?.share ?? null,
    poke() {
      sender.poke();
      uploader.poke();
    },
    skipped: (roomId) => sender.skipped(roomId),
    async enqueue(outgoing, newFiles = []) {
      assertRunning();
      const live = ledger.add(newEntry(outgoing, newFiles.length > 0), false);
      const staged = newFiles.length === 0 ? null : stage(live, newFiles);
      ledger.publish(outgoing.roomId);
      try {
        if (staged !== null) live.entry = { ...live.entry, uploads: await staged };
        await ledger.write(live, live.entry);
        // Taken back while it was being written.
        if (live.stop.signal.aborted) await ledger.erase(live);
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
      if (live.state === "failed") {
        // The person has decided about an uncertain one: as if it had never been tried, under the same transaction.
        const triedAt = live.entry.failure?.reason === "uncertain" ? null : live.entry.triedAt;
        await ledger.write(live, { ...live.entry, seq: nextSeq(), triedAt, failure: null });
        Object.assign(live, { state: "queued", attempts: 0, encryptionFaults: 0 });
        ledger.publish(live.entry.roomId);
      }
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
        await ledger.write(live, { ...live.entry, content });
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
      for (const gone of [...ledger.dependents(txnId), live]) {
        // Off the screen and out of the lane first: it must not leave while it is being erased.
        ledger.forget(gone);
        await ledger.erase(gone);
      }
      sender.schedule(live.entry.roomId);
    },
    echoed(txnId, eventId) {
      const live = ledger.get(txnId);
      if (live !== undefined) sender.echoed(live, eventId);
    },
    async start() {
      const loaded = await ledger.load();
      lastSeq = Math.max(lastSeq, loaded.lastSeq);
      if (loaded.unreadable > 0) log.warn("entries of the send queue cannot be read", { count: loaded.unreadable });
      if (scope.ended) return;
      sender.start();
      uploader.start();
    },
  };
}

function newTxnId(random: Random): string {
  return `p${Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
