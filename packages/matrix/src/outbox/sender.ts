import { type Clock, type Log, messageOf, type Random, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { SendFailure } from "../contract/timeline.ts";
import { backoffMs } from "./backoff.ts";
import { type Entry, missingUploads } from "./entry.ts";
import type { Ledger, Live } from "./ledger.ts";
import { SendError, type SendTransport } from "./transport.ts";
import { wireContent } from "./wire-content.ts";

/** An attempt without an answer is given up after this; the same transaction is then tried again. */
const ATTEMPT_MS = 60_000;
/** Synapse answers a known transaction from memory for 30 min: what is older is looked up before it is sent again. */
const LOOK_FIRST_MS = 20 * 60_000;
/** After this Synapse has forgotten the transaction: only the person can decide. */
const FORGOTTEN_MS = 24 * 3_600_000;
const ENCRYPTION_TRIES = 3;
/** The longest that anything is held back. */
const LONGEST_HOLD_MS = 60_000;
/** The longest that an echo may come after its answer, once the sync is up to date. */
const ECHO_MS = 10_000;

export interface SenderDeps {
  readonly ledger: Ledger;
  readonly transport: SendTransport;
  readonly online: ReadonlySignal<boolean>;
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: Scope;
  readonly log: Log;
}

/** One room's place in the queue: an attempt under way, or a timer for the next. */
interface Lane {
  busy: boolean;
  cancelWait: (() => void) | null;
}

/** Sends what stands in the ledger: one attempt at a time in each room, in order. */
export class Sender {
  readonly #deps: SenderDeps;
  readonly #lanes = new Map<string, Lane>();
  /** Echoes that came before the answer to their attempt. */
  readonly #early = new Map<string, string>();
  /** What may have arrived before its room's last sync that left events out. */
  readonly #leftOut = new WeakSet<Live>();
  /** Transactions whose time is being waited for. */
  readonly #holds = new Set<string>();
  #pausedUntil = 0;
  #started = false;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#started = true;
    const stop = this.#deps.online.subscribe((online) => {
      if (online) this.poke();
    });
    this.#deps.scope.onEnd(() => {
      stop();
      for (const lane of this.#lanes.values()) lane.cancelWait?.();
    });
  }

  /** Ends all back-offs. How long the homeserver asked to be left alone still counts. */
  poke(): void {
    for (const roomId of this.#deps.ledger.rooms()) this.hurry(roomId);
  }

  hurry(roomId: string): void {
    this.#lanes.get(roomId)?.cancelWait?.();
    this.schedule(roomId);
  }

  /** Starts the room's next attempt unless one is under way or a back-off runs. */
  schedule(roomId: string): void {
    const { scope, online, clock } = this.#deps;
    if (!this.#started || scope.ended || !online.peek()) return;
    let lane = this.#lanes.get(roomId);
    if (lane === undefined) {
      lane = { busy: false, cancelWait: null };
      this.#lanes.set(roomId, lane);
    }
    if (lane.busy || lane.cancelWait !== null) return;
    const live = this.#next(roomId);
    if (live === null) return;
    const pause = this.#pausedUntil - clock.now();
    if (pause > 0) {
      this.#wait(roomId, lane, pause);
      return;
    }
    lane.busy = true;
    void this.#attempt(live, lane);
  }

  /** Whether what is written for a room now would leave at once. */
  isIdle(roomId: string): boolean {
    const { ledger, online, clock } = this.#deps;
    const lane = this.#lanes.get(roomId);
    if (!this.#started || !online.peek() || this.#pausedUntil > clock.now()) return false;
    if (lane?.busy === true || (lane !== undefined && lane.cancelWait !== null)) return false;
    return ledger
      .ofRoom(roomId)
      .every((live) => live.state === "sent" || live.state === "failed" || takesFiles(live) || this.#isHeld(live));
  }

  /** An echo has been seen, and can be read: the local copy has done its work. */
  echoed(live: Live, eventId: string): void {
    this.#deps.ledger.became(live.entry.txnId, eventId);
    live.eventId = eventId;
    if (live.state === "sending") {
      this.#early.set(live.entry.txnId, eventId);
      return;
    }
    const erased = live.state === "sent" ? Promise.resolve() : this.#sent(live, eventId);
    void erased.then(() => {
      this.#deps.ledger.forget(live);
      this.schedule(live.entry.roomId);
    });
  }

  /**
   * A sync has left events of the room out. The echo of what was sent before may be among them: then it would stand at
   * the room's end for good, so it is let go when no echo comes for a while. What was tried without an answer may have
   * been sent before as well: that is known when it is answered.
   */
  skipped(roomId: string): void {
    const { ledger, scope } = this.#deps;
    if (scope.ended) return;
    for (const live of ledger.ofRoom(roomId)) {
      if (live.state === "sent") this.#letGoSoon(live);
      else if (live.entry.triedAt !== null) this.#leftOut.add(live);
    }
  }

  #letGoSoon(live: Live): void {
    const { ledger } = this.#deps;
    this.#after(ECHO_MS, () => {
      if (ledger.get(live.entry.txnId) === live) ledger.forget(live);
    });
  }

  /** A timer that ends with the run, and leaves nothing with it once it has run. */
  #after(ms: number, run: () => void): void {
    const timer = this.#deps.scope.child();
    const cancel = this.#deps.clock.after(ms, () => {
      timer.end();
      run();
    });
    timer.onEnd(cancel);
  }

  /** Its files are on their way: what was written after it passes by. */
  #hasFiles(live: Live): boolean {
    const { roomId } = live.entry;
    return live.staging || missingUploads(live.entry, this.#deps.transport.isEncrypted(roomId)).length > 0;
  }

  /** Held back to be taken back: nothing waits for it. The room is looked at again when its time has come. */
  #isHeld(live: Live): boolean {
    const { clock } = this.#deps;
    const { heldUntil, txnId, roomId } = live.entry;
    const left = (heldUntil ?? 0) - clock.now();
    // Further away than anything is held: the clock has been set back.
    if (heldUntil === undefined || left <= 0 || left > LONGEST_HOLD_MS) return false;
    if (!this.#holds.has(txnId)) {
      this.#holds.add(txnId);
      this.#after(left, () => {
        this.#holds.delete(txnId);
        this.schedule(roomId);
      });
    }
    return true;
  }

  /** The first entry of a room that may leave now. */
  #next(roomId: string): Live | null {
    const { ledger } = this.#deps;
    /** Files leave in the order in which they were chosen: one that has arrived waits for those before it. */
    const files = new Set<Live>();
    for (const live of ledger.ofRoom(roomId)) {
      if (live.state === "failed" || live.state === "sent") continue;
      if (this.#hasFiles(live) || (files.size > 0 && takesFiles(live))) {
        files.add(live);
        continue;
      }
      if (this.#isHeld(live)) continue;
      if (!live.stored || live.state === "sending") return null;
      const target = live.entry.target;
      if (target === null || ledger.targetOf(live.entry) !== null || !("txnId" in target)) return live;
      const before = ledger.get(target.txnId);
      // It points to a message that has failed or waits for its files: it waits with it, what comes after does not.
      if (before !== undefined && (before.state === "failed" || files.has(before) || this.#hasFiles(before))) continue;
      if (before !== undefined) return null;
      void this.#pointless(live);
    }
    return null;
  }

  #wait(roomId: string, lane: Lane, ms: number): void {
    const cancel = this.#deps.clock.after(ms, () => {
      lane.cancelWait = null;
      this.schedule(roomId);
    });
    lane.cancelWait = () => {
      lane.cancelWait = null;
      cancel();
    };
  }

  async #attempt(live: Live, lane: Lane): Promise<void> {
    const roomId = live.entry.roomId;
    let delay = 0;
    try {
      await this.#once(live);
    } catch (thrown) {
      if (this.#deps.scope.ended) return;
      delay = await this.#afterFault(live, thrown);
    }
    lane.busy = false;
    if (this.#deps.scope.ended) return;
    this.#deps.ledger.publish(roomId);
    if (delay > 0) this.#wait(roomId, lane, delay);
    else this.schedule(roomId);
  }

  async #once(live: Live): Promise<void> {
    const { ledger, transport, clock, scope } = this.#deps;
    const { triedAt, txnId, roomId } = live.entry;
    live.state = "sending";
    ledger.publish(roomId);
    // A removal is sent again whatever its age: twice the same takes nothing else away.
    const looksFirst = live.entry.kind !== "redaction";
    // Tried in the future: the clock has been set back, and nobody knows how long ago it was.
    const age = triedAt === null ? 0 : clock.now() - triedAt;
    if (looksFirst && triedAt !== null && (age < 0 || age > LOOK_FIRST_MS)) {
      const found = await this.#bounded((stop) => transport.find(roomId, txnId, live.entry.anchor, stop));
      if (scope.ended) return;
      if (typeof found === "object") return this.#sent(live, found.eventId);
      if (found === "unknown" || age > FORGOTTEN_MS) return this.giveUp(live, "uncertain");
    }
    if (triedAt === null) {
      // Before the first byte leaves: after a crash it must be known that it may have arrived.
      const mark = { triedAt: clock.now(), anchor: transport.newest(roomId) };
      if (!(await ledger.write(live, (entry) => ({ ...entry, ...mark }))) || scope.ended) return;
    }
    const target = ledger.targetOf(live.entry);
    const event = {
      roomId,
      type: live.entry.type,
      content: wireContent(live.entry, target),
      txnId,
      redacts: live.entry.kind === "redaction" ? target : null,
      encrypted: live.entry.encrypted,
    };
    await this.#sent(live, await this.#bounded((stop) => transport.put(event, stop)));
  }

  /** Runs a request that ends with its deadline or with the scope, whatever the far side does. */
  async #bounded<T>(run: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, scope } = this.#deps;
    const stop = new AbortController();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const end = () => {
      const fault = new SendError({ kind: "later", afterMs: null });
      stop.abort(fault);
      reject(fault);
    };
    const cancel = clock.after(ATTEMPT_MS, end);
    scope.signal.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([run(stop.signal), aborted]);
    } finally {
      cancel();
      scope.signal.removeEventListener("abort", end);
    }
  }

  async #sent(live: Live, eventId: string): Promise<void> {
    const { ledger, scope, log } = this.#deps;
    if (scope.ended) return;
    const { txnId, roomId } = live.entry;
    live.eventId = eventId;
    live.state = "sent";
    ledger.became(txnId, eventId);
    try {
      // Those that point to it must know where to after a reload: written before the message itself is forgotten.
      for (const other of ledger.dependents(txnId)) {
        if (!scope.ended) await ledger.aim(other, eventId);
      }
      if (!scope.ended) await ledger.erase(live);
    } catch (error) {
      // What stays written down is sent again by the next run under the same transaction, which changes nothing.
      log.error("the send queue cannot be written", { error: messageOf(error) });
    }
    // No echo is to come when it came before the answer, in this run or in an earlier one.
    if (this.#early.delete(txnId) || this.#deps.transport.shows(roomId, eventId)) ledger.forget(live);
    else if (this.#leftOut.delete(live)) this.#letGoSoon(live);
    ledger.publish(roomId);
  }

  /** Refused for good. Reactions are dropped, so that the screen shows what is true; all else waits for its person. */
  async giveUp(live: Live, reason: SendFailure): Promise<void> {
    const { ledger, log, clock, scope } = this.#deps;
    if (scope.ended) return;
    log.warn("not sent", { kind: live.entry.kind, reason });
    if (live.entry.kind === "reaction") return this.#drop(live);
    live.state = "failed";
    try {
      const failure = { reason, at: clock.now() };
      const failed = (entry: Entry): Entry => ({ ...entry, failure });
      live.entry = failed(live.entry);
      ledger.publish(live.entry.roomId);
      await ledger.write(live, failed);
    } catch (error) {
      log.error("the send queue cannot be written", { error: messageOf(error) });
    }
  }

  /** It points to what never became an event: there is nothing that could be removed. */
  async #pointless(live: Live): Promise<void> {
    if (live.entry.kind === "redaction") await this.#drop(live);
    else await this.giveUp(live, "rejected");
  }

  async #drop(live: Live): Promise<void> {
    const { ledger, log } = this.#deps;
    live.state = "failed";
    try {
      ledger.forget(live);
      await ledger.erase(live);
    } catch (error) {
      log.error("the send queue cannot be written", { error: messageOf(error) });
    }
  }

  /** Decides what follows a failed attempt; returns how long the room waits, in milliseconds. */
  async #afterFault(live: Live, thrown: unknown): Promise<number> {
    const { clock, log, random } = this.#deps;
    const early = this.#early.get(live.entry.txnId);
    if (early !== undefined) {
      // The answer was lost, the echo says that it arrived.
      await this.#sent(live, early);
      return 0;
    }
    live.state = "queued";
    live.attempts += 1;
    if (!(thrown instanceof SendError)) {
      log.error("an attempt to send broke", { error: messageOf(thrown) });
      return backoffMs(live.attempts, random);
    }
    const { fault } = thrown;
    if (fault.kind === "encryption") live.encryptionFaults += 1;
    const reason = fault.kind === "never" ? fault.reason : "encryption";
    if (fault.kind === "never" || live.encryptionFaults >= ENCRYPTION_TRIES) {
      await this.giveUp(live, reason);
      return 0;
    }
    if (fault.kind === "later" && fault.afterMs !== null) {
      // The homeserver limits the person, not the room: all rooms wait.
      this.#pausedUntil = Math.max(this.#pausedUntil, clock.now() + fault.afterMs);
      return fault.afterMs;
    }
    return backoffMs(live.attempts, random);
  }
}

function takesFiles({ staging, entry }: Live): boolean {
  return staging || (entry.uploads ?? []).length > 0;
}
