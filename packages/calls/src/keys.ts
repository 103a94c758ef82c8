import {
  type Clock,
  type Log,
  messageOf,
  type Random,
  type ReadonlySignal,
  type Scope,
  signal,
  sleep,
} from "@parley/kernel";
import type { CallMember, MediaKey, RoomCall } from "@parley/matrix";
import { EarlyKeys } from "./early-keys.ts";

/** Where keys are put to use: LiveKit's worker, or a test. */
export interface KeySink {
  use(identity: string, key: MediaKey): void;
}

/** Keys of one call: one's own, made and handed out here, and those of the others. */
export interface Keys {
  /** Whose keys have come. */
  readonly heard: ReadonlySignal<ReadonlySet<string>>;
}

interface KeyPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A joiner may see what was sent so long before: a younger key stays. Source: matrix-js-sdk, `RTCEncryptionManager`. */
const graceMs = 10_000;
/**
 * A new key is used so long after it was made, when it has been sent: whoever has it later sees nothing meanwhile. Where
 * sending takes long it is waited for: shortly when somebody has left, who knows the one before.
 */
const useAfterMs = 1000;
const latestMs = { left: 2000, came: 5000 };
/** So long at most the homeserver has the key that a joiner waits for to itself. */
const headStartMs = 500;
const retryMs = 1000;
const longestRetryMs = 5000;
const mostTries = 8;

/**
 * Makes and hands out the key of one's own media. A joiner gets the key in use at once and, when it is older than 10 s,
 * with everybody else a new one (architecture 11.6); when somebody has left there is a new one in any case.
 */
export function handOutKeys(call: RoomCall, own: string, sink: KeySink, ports: KeyPorts, scope: Scope): Keys {
  const keeper = new Keeper(call, own, sink, ports, scope);
  scope.onEnd(
    call.onKey((identity, key) => {
      if (identity !== own) keeper.take(identity, key);
    }),
  );
  scope.onEnd(call.members.subscribe((members) => keeper.follow(members)));
  return keeper;
}

class Keeper implements Keys {
  readonly heard = signal<ReadonlySet<string>>(new Set());
  readonly #call: RoomCall;
  readonly #own: string;
  readonly #sink: KeySink;
  readonly #ports: KeyPorts;
  readonly #scope: Scope;
  #inUse: MediaKey;
  #index = 0;
  #madeAt: number;
  /** Who has been given a key, by identity; a device that comes again has lost it. */
  #given = new Map<string, CallMember>();
  /** Of one's own place. */
  #ownEventId: string | null = null;
  /** Sent, and used in a moment. */
  #next: MediaKey | null = null;
  /** The last key of each who is in it. */
  readonly #last = new Map<string, MediaKey>();
  readonly #early = new EarlyKeys();
  /** When it is used at the latest. */
  #due = 0;
  #cancelUse = () => {};

  constructor(call: RoomCall, own: string, sink: KeySink, ports: KeyPorts, scope: Scope) {
    this.#call = call;
    this.#own = own;
    this.#sink = sink;
    this.#ports = ports;
    this.#scope = scope;
    this.#inUse = { index: 0, key: this.#random() };
    this.#madeAt = ports.clock.now();
    sink.use(own, this.#inUse);
    scope.onEnd(() => this.#cancelUse());
  }

  /** Keys and memberships come by ways of their own: either may be first. */
  take(identity: string, key: MediaKey): void {
    const at = this.#ports.clock.now();
    if (this.#given.has(identity)) this.#use(identity, key);
    else this.#early.hold(identity, key, at);
  }

  #use(identity: string, key: MediaKey): void {
    this.#sink.use(identity, key);
    this.#last.set(identity, key);
    if (!this.heard.peek().has(identity)) this.heard.value = new Set([...this.heard.peek(), identity]);
  }

  follow(members: readonly CallMember[]): void {
    const others = members.filter((member) => member.identity !== this.#own);
    const now = new Map(others.map((member) => [member.identity, member]));
    const left = [...this.#given.keys()].filter((identity) => !now.has(identity));
    const came = others.filter((member) => this.#given.get(member.identity)?.eventId !== member.eventId);
    this.#given = now;
    const at = this.#ports.clock.now();
    for (const identity of left) this.#forget(identity, at);
    if (left.length > 0) this.heard.value = new Set([...this.heard.peek()].filter((identity) => now.has(identity)));
    for (const { identity } of came) for (const key of this.#early.take(identity, at)) this.#use(identity, key);
    const waiting = this.#isOwnPlaceNew(members) ? others : came;
    // The one in use first: what follows is used a moment later.
    const current = this.#send(this.#inUse, waiting);
    if (this.#next !== null) void this.#send(this.#next, waiting);
    const isOld = at - this.#madeAt > graceMs;
    if (left.length > 0) this.#renew(others, latestMs.left);
    else if (came.length > 0 && isOld)
      this.#renew(others, latestMs.came, Promise.race([current, sleep(this.#ports.clock, headStartMs)]));
  }

  /** Others have forgotten one's key when one's place was lost for a while: whoever was not heard for too long. */
  #isOwnPlaceNew(members: readonly CallMember[]): boolean {
    const before = this.#ownEventId;
    const own = members.find((member) => member.identity === this.#own);
    if (own === undefined) return false;
    this.#ownEventId = own.eventId;
    return before !== null && before !== own.eventId;
  }

  /**
   * A page that is loaded again sends its new key before one hears that its old place is given up, and a place that was
   * lost is taken again with the same key.
   */
  #forget(identity: string, at: number): void {
    const last = this.#last.get(identity);
    this.#last.delete(identity);
    if (last !== undefined) this.#early.hold(identity, last, at);
  }

  /** The new key is sent at once and used a moment later; until then the one before goes on. */
  #renew(others: readonly CallMember[], withinMs: number, after: Promise<unknown> | null = null): void {
    // What somebody who has left must not read may already wait for its use.
    const due = Math.min(this.#ports.clock.now() + withinMs, this.#next === null ? Infinity : this.#due);
    this.#index = (this.#index + 1) % 256;
    const next = { index: this.#index, key: this.#random() };
    this.#madeAt = this.#ports.clock.now();
    this.#next = next;
    this.#due = due;
    this.#cancelUse();
    const { clock } = this.#ports;
    const use = () => {
      this.#cancelUse();
      this.#inUse = next;
      this.#next = null;
      this.#sink.use(this.#own, next);
    };
    const steps = { soon: false, sent: false };
    const step = (of: keyof typeof steps) => {
      steps[of] = true;
      if (steps.soon && steps.sent && this.#next === next && !this.#scope.ended) use();
    };
    const cancels = [clock.after(useAfterMs, () => step("soon")), clock.after(Math.max(0, due - clock.now()), use)];
    this.#cancelUse = () => {
      for (const cancel of cancels) cancel();
    };
    const there = () => others.filter(({ identity }) => this.#given.has(identity));
    const sent = after === null ? this.#send(next, others) : after.then(() => this.#send(next, there()));
    void sent.then((all) => {
      if (all) step("sent");
    });
  }

  /**
   * Answers whether it reached all of them at once. Whom it did not is sent it again: also whose device is not known yet,
   * which it is a moment later.
   */
  async #send(key: MediaKey, to: readonly CallMember[], tries = 1): Promise<boolean> {
    if (to.length === 0) return true;
    let missed = to;
    let reason = "the device is not known";
    try {
      const unknown = await this.#call.sendKey(key, to);
      missed = to.filter((member) =>
        unknown.some(({ userId, deviceId }) => userId === member.userId && deviceId === member.deviceId),
      );
    } catch (thrown) {
      reason = messageOf(thrown);
    }
    if (missed.length === 0) return true;
    this.#ports.log.warn("a media key was not sent", { reason, tries, devices: missed.length });
    if (this.#scope.ended || tries >= mostTries) return false;
    const still = () => missed.filter((member) => this.#given.get(member.identity)?.eventId === member.eventId);
    const again = () => void this.#send(key, still(), tries + 1);
    this.#scope.onEnd(this.#ports.clock.after(Math.min(longestRetryMs, retryMs * tries), again));
    return false;
  }

  #random(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#ports.random.bytes(16));
  }
}
