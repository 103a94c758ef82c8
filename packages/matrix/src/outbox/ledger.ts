import { AppError, batch, computed, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import type { PendingView } from "../content/event-view.ts";
import type { LocalMedia } from "../content/local-media.ts";
import { contentWithFiles } from "../content/write-media.ts";
import type { SendState } from "../contract/timeline.ts";
import type { LocalFiles } from "../media/local-files.ts";
import { outboxPrefix, type SealedStore } from "../storage/sealed-store.ts";
import { type Entry, fromJson, missingUploads, storeKey, toJson } from "./entry.ts";

/** An entry as it stands in this run. */
export interface Live {
  entry: Entry;
  state: "queued" | "sending" | "sent" | "failed";
  eventId: string | null;
  /** Failed attempts of this run. */
  attempts: number;
  encryptionFaults: number;
  /** Written down: an entry is not sent before. */
  stored: boolean;
  /** Under which ids its files can be read here, or null: it has none. */
  local: LocalMedia | null;
  /** Its files are being written down. */
  staging: boolean;
  /** Breaks off what is done with its files. */
  stop: AbortController;
  /** Erased, or about to be: nothing of it is written down any more. */
  gone: boolean;
  /** The last of what is done with it on the disk, one after the other; null: nothing yet. */
  writes: Promise<void> | null;
  /** Names under which it may be written down. */
  readonly names: Set<string>;
  /** How far they are on their way to the homeserver, from 0 to 1; null: they are not. */
  readonly share: Signal<number | null>;
}

type Pending = Signal<readonly PendingView[]>;

/** All entries: what is written down, what stands in memory, and the signals that show it. */
export class Ledger {
  readonly queued: ReadonlySignal<number>;
  readonly #queued: Signal<number> = signal(0);
  /** What has not arrived, over all rooms in order; drawn up when somebody looks. */
  readonly waiting = computed(() => {
    void this.#changes.value;
    return this.all()
      .filter(({ state }) => state !== "sent")
      .map((live) => ({ roomId: live.entry.roomId, view: viewOf(live), untouched: isUntouched(live) }));
  });
  readonly #changes = signal(0);
  readonly #sealed: SealedStore;
  readonly #lives = new Map<string, Live>();
  readonly #rooms = new Map<string, Pending>();
  /** What own transactions became in this run, for those that point to them. */
  readonly #became = new Map<string, string>();

  readonly #files: LocalFiles;
  readonly #scope: Scope;

  constructor(sealed: SealedStore, files: LocalFiles, scope: Scope) {
    this.#sealed = sealed;
    this.#files = files;
    this.#scope = scope;
    this.queued = this.#queued;
  }

  get size(): number {
    return this.#lives.size;
  }

  get(txnId: string): Live | undefined {
    return this.#lives.get(txnId);
  }

  rooms(): Set<string> {
    return new Set([...this.#lives.values()].map((live) => live.entry.roomId));
  }

  all(): Live[] {
    return [...this.#lives.values()].sort((a, b) => a.entry.seq - b.entry.seq);
  }

  /** Entries of a room in their order. */
  ofRoom(roomId: string): Live[] {
    const found = [...this.#lives.values()].filter((live) => live.entry.roomId === roomId);
    return found.sort((a, b) => a.entry.seq - b.entry.seq);
  }

  pending(roomId: string): Pending {
    let found = this.#rooms.get(roomId);
    if (found === undefined) {
      found = signal<readonly PendingView[]>([]);
      this.#rooms.set(roomId, found);
    }
    return found;
  }

  publish(roomId: string): void {
    batch(() => {
      this.pending(roomId).value = this.ofRoom(roomId).map(viewOf);
      let count = 0;
      for (const { state } of this.#lives.values()) if (state === "queued" || state === "sending") count += 1;
      this.#queued.value = count;
      this.#changes.value += 1;
    });
  }

  add(entry: Entry, stored: boolean): Live {
    const live: Live = {
      entry,
      state: entry.failure === null ? "queued" : "failed",
      eventId: null,
      attempts: 0,
      encryptionFaults: 0,
      stored,
      local: localOf(entry),
      staging: false,
      stop: new AbortController(),
      gone: false,
      writes: null,
      names: new Set(stored ? [storeKey(entry)] : []),
      share: signal<number | null>(null),
    };
    for (const upload of entry.uploads ?? []) this.#files.know(upload);
    this.#lives.set(entry.txnId, live);
    return live;
  }

  /**
   * Writes an entry down as `change` makes it, perhaps under a new place in the order, after all that is being written
   * of it already. Answers false and writes nothing once it is erased. `change` is called more than once.
   */
  async write(live: Live, change: (entry: Entry) => Entry): Promise<boolean> {
    return await this.#inTurn(live, async () => {
      if (live.gone) return false;
      const entry = change(live.entry);
      const name = storeKey(entry);
      const isFirst = live.names.size === 0;
      live.names.add(name);
      try {
        await this.#sealed.put(name, toJson(entry));
      } catch (fault) {
        // Whoever wrote it is told that it was not accepted: it must not be written down by what comes after.
        if (isFirst) live.gone = true;
        throw fault;
      }
      // What has become of it in memory meanwhile stays.
      live.entry = change(live.entry);
      for (const other of live.names) if (other !== name) await this.#deleteName(live, other);
      return true;
    });
  }

  /** The target of an entry has become an event. What is not written down yet takes it along when it is. */
  async aim(live: Live, targetEventId: string): Promise<void> {
    const aimed = (entry: Entry): Entry => ({ ...entry, targetEventId });
    if (live.writes === null && !live.stored) live.entry = aimed(live.entry);
    else await this.write(live, aimed);
  }

  /** One thing at a time is done with an entry on the disk; nothing of it is begun after the end of the run. */
  async #inTurn<T>(live: Live, run: () => Promise<T>): Promise<T> {
    const before = live.writes ?? Promise.resolve();
    const done = before.then(async () => {
      if (this.#scope.ended) throw storeLeft();
      return await run();
    });
    live.writes = done.then(
      () => {},
      () => {},
    );
    return await done;
  }

  async #deleteName(live: Live, name: string): Promise<void> {
    await this.#sealed.delete(name);
    live.names.delete(name);
  }

  /** Takes an entry off the screen without touching what is written down. */
  forget(live: Live): void {
    this.#lives.delete(live.entry.txnId);
    this.publish(live.entry.roomId);
  }

  /** Erases what is written down, its files too. From the moment this is called nothing more of it is. */
  async erase(live: Live): Promise<void> {
    live.gone = true;
    await this.#inTurn(live, async () => {
      for (const name of live.names) await this.#deleteName(live, name);
      for (const { id } of live.entry.uploads ?? []) await this.#files.forget(id);
    });
  }

  /** Entries that point to an own message by its transaction. */
  dependents(txnId: string): Live[] {
    return [...this.#lives.values()].filter(({ entry: { target } }) => {
      return target !== null && "txnId" in target && target.txnId === txnId;
    });
  }

  became(txnId: string, eventId: string): void {
    this.#became.set(txnId, eventId);
  }

  eventOf(txnId: string): string | null {
    return this.#became.get(txnId) ?? null;
  }

  /** The event that an entry points to, or null: it has none, or it is not known yet. */
  targetOf(entry: Entry): string | null {
    if (entry.target === null) return null;
    if ("eventId" in entry.target) return entry.target.eventId;
    return entry.targetEventId ?? this.eventOf(entry.target.txnId);
  }

  /** Null: not an entry, or it cannot be opened. One such must not keep the others from leaving. */
  async #read(key: string): Promise<Entry | null> {
    try {
      return fromJson(await this.#sealed.get(key));
    } catch {
      return null;
    }
  }

  /** Reads what earlier runs wrote down; returns the highest place in the order and how many could not be read. */
  async load(): Promise<{ readonly lastSeq: number; readonly unreadable: number }> {
    let lastSeq = 0;
    let unreadable = 0;
    for (const key of await this.#sealed.keys(outboxPrefix)) {
      const entry = await this.#read(key);
      if (entry === null) {
        unreadable += 1;
        continue;
      }
      // A crash between writing an entry's new place and erasing the old one leaves both: the newer one counts.
      const twin = this.#lives.get(entry.txnId);
      if (twin !== undefined && twin.entry.seq < entry.seq) await this.#sealed.delete(storeKey(twin.entry));
      if (twin === undefined || twin.entry.seq < entry.seq) this.add(entry, true);
      lastSeq = Math.max(lastSeq, entry.seq);
    }
    const uploads = [...this.#lives.values()].flatMap(({ entry }) => entry.uploads ?? []);
    // Whose files an entry names that cannot be read, nobody knows: then none is cleared away.
    this.#files.takeUp(new Set(uploads.map(({ id }) => id)), unreadable === 0);
    for (const roomId of this.rooms()) this.publish(roomId);
    return { lastSeq, unreadable };
  }
}

/** A message without files that has never left. An anchor stays when an attempt is forgotten. */
export function isUntouched({ entry, stored, state }: Live): boolean {
  const { kind, uploads = [], triedAt, anchor } = entry;
  const waits = stored && (state === "queued" || state === "failed");
  return waits && kind === "message" && uploads.length === 0 && triedAt === null && anchor === null;
}

/** The run has ended: another tab may hold what is written down. */
export function storeLeft(): AppError {
  return new AppError("MATRIX_STORE_LOST", "The session has ended here.", { retryable: true });
}

function localOf({ uploads = [] }: Entry): LocalMedia | null {
  const file = uploads.find(({ role }) => role === "file");
  const thumbnail = uploads.find(({ role }) => role === "thumbnail");
  return file === undefined ? null : { file: file.id, thumbnail: thumbnail?.id ?? null };
}

function viewOf(live: Live): PendingView {
  const { entry } = live;
  const waiting = live.staging || missingUploads(entry, false).length > 0;
  return {
    txnId: entry.txnId,
    kind: entry.kind,
    type: entry.type,
    content: contentWithFiles(entry.content, entry.uploads ?? []),
    target: entry.targetEventId === null ? entry.target : { eventId: entry.targetEventId },
    ts: entry.createdAt,
    send: sendState(live),
    eventId: live.eventId,
    heldUntil: live.state === "queued" ? (entry.heldUntil ?? null) : null,
    repliedTo: entry.repliedTo ?? null,
    local: waiting ? live.local : null,
  };
}

function sendState(live: Live): SendState | null {
  const since = live.entry.createdAt;
  if (live.state === "sent") return null;
  if (live.state === "failed") {
    const failure = live.entry.failure;
    return { state: "failed", since: failure?.at ?? since, reason: failure?.reason ?? "rejected" };
  }
  return live.state === "queued" && live.attempts > 0
    ? { state: "queued", since, refused: true }
    : { state: live.state, since };
}
