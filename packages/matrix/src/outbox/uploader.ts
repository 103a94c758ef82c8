import { AppError, messageOf } from "@parley/kernel";
import type { LocalFiles } from "../media/local-files.ts";
import { backoffMs } from "./backoff.ts";
import { missingUploads, type Upload } from "./entry.ts";
import type { Live } from "./ledger.ts";
import type { Sender, SenderDeps } from "./sender.ts";
import { SendError } from "./transport.ts";

/** Entries whose files go up at once. */
const MOST_AT_ONCE = 2;

export interface UploaderDeps extends SenderDeps {
  readonly files: LocalFiles;
}

/** Brings the files of entries to the homeserver; then the sender may have the entry. */
export class Uploader {
  readonly #deps: UploaderDeps;
  readonly #sender: Sender;
  readonly #running = new Set<string>();
  /** Back-offs, and how to end them. */
  readonly #waits = new Map<string, () => void>();
  #started = false;

  constructor(deps: UploaderDeps, sender: Sender) {
    this.#deps = deps;
    this.#sender = sender;
  }

  start(): void {
    this.#started = true;
    const { online, scope } = this.#deps;
    const stop = online.subscribe((is) => {
      if (is) this.poke();
    });
    scope.onEnd(() => {
      stop();
      for (const cancel of this.#waits.values()) cancel();
    });
    this.schedule();
  }

  /** Ends all back-offs. */
  poke(): void {
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
    this.schedule();
  }

  hurry(txnId: string): void {
    this.#waits.get(txnId)?.();
    this.#waits.delete(txnId);
    this.schedule();
  }

  /** Starts what may start: in order over all rooms. */
  schedule(): void {
    const { ledger, online, scope } = this.#deps;
    if (!this.#started || scope.ended || !online.peek()) return;
    for (const live of ledger.all()) {
      if (this.#running.size >= MOST_AT_ONCE) return;
      if (this.#wants(live)) void this.#run(live);
    }
  }

  #wants(live: Live): boolean {
    const { txnId, roomId } = live.entry;
    if (!live.stored || live.state !== "queued" || live.stop.signal.aborted) return false;
    if (this.#running.has(txnId) || this.#waits.has(txnId)) return false;
    return missingUploads(live.entry, this.#deps.transport.isEncrypted(roomId)).length > 0;
  }

  async #run(live: Live): Promise<void> {
    const { ledger, scope } = this.#deps;
    const { txnId, roomId } = live.entry;
    this.#running.add(txnId);
    live.share.value = 0;
    try {
      await this.#upload(live);
    } catch (thrown) {
      if (!scope.ended && !live.stop.signal.aborted) await this.#afterFault(live, thrown);
    } finally {
      this.#running.delete(txnId);
      live.share.value = null;
    }
    if (scope.ended) return;
    ledger.publish(roomId);
    this.#sender.schedule(roomId);
    this.schedule();
  }

  async #upload(live: Live): Promise<void> {
    const { transport, ledger, files, scope } = this.#deps;
    const signal = AbortSignal.any([live.stop.signal, scope.signal]);
    const encrypt = live.entry.encrypted || (await transport.mustEncrypt(live.entry.roomId));
    const todo = missingUploads(live.entry, encrypt);
    const total = todo.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    for (const upload of todo) {
      const bytes = await files.outgoing(upload, encrypt ? "enciphered" : "clear");
      // To the homeserver what is enciphered is nothing but bytes.
      const type = encrypt ? "application/octet-stream" : upload.type;
      const onShare = (part: number) => {
        live.share.value = total === 0 ? null : (before + part * upload.size) / total;
      };
      const mxc = await transport.upload(bytes, type, onShare, signal);
      signal.throwIfAborted();
      files.arrived(upload.id, mxc, encrypt ? upload.cipher : null);
      const done: Upload["done"] = { mxc, clear: !encrypt };
      const written = await ledger.write(live, (entry) => ({
        ...entry,
        uploads: (entry.uploads ?? []).map((other) => (other.id === upload.id ? { ...other, done } : other)),
      }));
      // Taken back meanwhile.
      if (!written) return;
      before += upload.size;
    }
  }

  async #afterFault(live: Live, thrown: unknown): Promise<void> {
    const { clock, random, log } = this.#deps;
    if (thrown instanceof AppError && thrown.code === "MATRIX_STORE_LOST") {
      return await this.#sender.giveUp(live, "file-lost");
    }
    const fault = thrown instanceof SendError ? thrown.fault : null;
    if (fault?.kind === "never") return await this.#sender.giveUp(live, fault.reason);
    if (fault === null) log.error("an upload broke", { error: messageOf(thrown) });
    live.attempts += 1;
    const asked = fault?.kind === "later" ? fault.afterMs : null;
    const { txnId } = live.entry;
    const cancel = clock.after(asked ?? backoffMs(live.attempts, random), () => this.hurry(txnId));
    this.#waits.set(txnId, cancel);
  }
}
