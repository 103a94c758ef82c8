import { type Clock, createId, type Log, messageOf, type Random, type Scope, sleep } from "@parley/kernel";
import type { ChannelPort, LocksPort } from "../contract/ports.ts";

/** Who holds an account's stores, among the tabs of one browser profile. At most one tab leads. */
export interface Leadership {
  /** Resolves when it is known whether this tab leads at first. */
  readonly ready: Promise<void>;
  /** Resolves when the competition has ended and everything of its last reign is closed. */
  readonly resigned: Promise<void>;
  /** Asks the leading tab to let go and takes over; steals after 5 s of silence. Resolves when this tab leads. */
  takeOver(): Promise<void>;
}

export interface LeadershipOptions {
  /** One name for each account and device. */
  readonly name: string;
  readonly locks: LocksPort | null;
  readonly channel: ((name: string) => ChannelPort) | null;
  readonly ports: { readonly clock: Clock; readonly random: Random; readonly log: Log };
  readonly scope: Scope;
  /**
   * This tab leads until `reign` ends. It ends of its own accord when the lock was stolen: then everything must stop at
   * once. The lock is let go only after the returned function has closed everything.
   */
  readonly onLead: (reign: Scope) => (() => Promise<void>) | undefined;
  /** Another tab leads. */
  readonly onFollow: () => void;
}

type Message = { readonly type: "let-go" | "letting-go"; readonly from: string };

/** After this much silence the leading tab is taken for dead or frozen. */
const silenceMs = 5000;
/** A tab that closes its stores longer than this has no say any more. */
const closeMs = 4000;
/** Whoever asked needs a moment to stand in the queue before this tab does. */
const standBackMs = 500;

/** Competes for leadership until `scope` ends. Without locks it leads at once. */
export function competeForLeadership(options: LeadershipOptions): Leadership {
  const reigns = new Reigns(options);
  if (options.locks === null) {
    const resigned = reigns.rule(options.scope.child());
    return { ready: Promise.resolve(), resigned, takeOver: () => Promise.resolve() };
  }
  return new Competition(options, options.locks, reigns);
}

/** The times in which this tab leads, one after the other. */
class Reigns {
  readonly #options: LeadershipOptions;
  #letGo: (() => void) | null = null;
  #crowned: (() => void)[] = [];

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  get leads(): boolean {
    return this.#letGo !== null;
  }

  /** Resolves when this tab leads, or never will. */
  crowned(): Promise<void> {
    return new Promise((resolve) => this.#crowned.push(resolve));
  }

  tellCrowned(): void {
    for (const resolve of this.#crowned.splice(0)) resolve();
  }

  letGo(): void {
    this.#letGo?.();
  }

  /** Leads until asked to let go or `reign` ends; resolves when everything of it is closed. */
  async rule(reign: Scope): Promise<void> {
    const { scope, onLead } = this.#options;
    if (scope.ended) return;
    const asked = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    reign.onEnd(() => this.letGo());
    const close = onLead(reign);
    this.tellCrowned();
    await asked;
    this.#letGo = null;
    reign.end();
    if (close !== undefined) await this.#closed(close);
  }

  async #closed(close: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#options.ports;
    const timer = new AbortController();
    const tooLong = sleep(clock, closeMs, timer.signal).then(
      () => log.warn("closing the client took too long"),
      () => {},
    );
    const closing = close().catch((fault) => log.warn("closing the client failed", { reason: messageOf(fault) }));
    await Promise.race([closing, tooLong]);
    timer.abort();
  }
}

class Competition implements Leadership {
  readonly ready: Promise<void>;
  readonly resigned: Promise<void>;
  readonly #options: LeadershipOptions;
  readonly #locks: LocksPort;
  readonly #reigns: Reigns;
  readonly #channel: ChannelPort | null;
  readonly #self: string;
  /** Resolves `ready`. */
  #known: () => void = () => {};
  #waiting: AbortController | null = null;
  #lastHeard = 0;
  #steal = false;

  constructor(options: LeadershipOptions, locks: LocksPort, reigns: Reigns) {
    const { log, random } = options.ports;
    this.#options = options;
    this.#locks = locks;
    this.#reigns = reigns;
    this.#self = createId("tab", random);
    this.#channel = options.channel?.(options.name) ?? null;
    if (this.#channel !== null) this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.ready = new Promise((resolve) => {
      this.#known = resolve;
      void reigns.crowned().then(resolve);
    });
    this.resigned = this.#compete()
      .catch((fault) => log.error("leadership failed", { reason: messageOf(fault) }))
      .finally(() => {
        reigns.tellCrowned();
        this.#channel?.close();
      });
  }

  async takeOver(): Promise<void> {
    const { scope, ports } = this.#options;
    if (this.#reigns.leads || scope.ended) return;
    const crowned = this.#reigns.crowned();
    this.#lastHeard = ports.clock.now();
    this.#say("let-go");
    while (!this.#reigns.leads && !scope.ended && !this.#steal) {
      const quiet = this.#lastHeard + silenceMs - ports.clock.now();
      if (quiet <= 0) {
        ports.log.warn("no answer from the leading tab: stealing the lock");
        this.#steal = true;
        this.#waiting?.abort();
        break;
      }
      const timer = new AbortController();
      await Promise.race([crowned, sleep(ports.clock, quiet, timer.signal).catch(() => {})]);
      timer.abort();
    }
    await crowned;
  }

  #say(type: Message["type"]): void {
    this.#channel?.postMessage({ type, from: this.#self } satisfies Message);
  }

  #hear(data: unknown): void {
    if (!isMessage(data) || data.from === this.#self) return;
    if (data.type === "letting-go") {
      this.#lastHeard = this.#options.ports.clock.now();
    } else if (this.#reigns.leads) {
      this.#say("letting-go");
      this.#reigns.letGo();
    } else {
      // Another waiting tab asked: it goes first, this one queues up again behind it.
      this.#waiting?.abort();
    }
  }

  async #compete(): Promise<void> {
    const { scope, onFollow } = this.#options;
    await this.#hold({ ifAvailable: true });
    while (!scope.ended) {
      if (this.#steal) {
        this.#steal = false;
        await this.#hold({ steal: true });
      } else {
        onFollow();
        this.#known();
        await this.#queueUp();
      }
    }
  }

  async #queueUp(): Promise<void> {
    const { scope, ports } = this.#options;
    const wait = new AbortController();
    const giveUp = (): void => wait.abort();
    scope.signal.addEventListener("abort", giveUp, { once: true });
    this.#waiting = wait;
    const ruled = await this.#hold({ signal: wait.signal });
    this.#waiting = null;
    scope.signal.removeEventListener("abort", giveUp);
    if (!ruled && !this.#steal && !scope.ended) {
      await sleep(ports.clock, standBackMs, scope.signal).catch(() => {});
    }
  }

  /** Holds the lock for one reign. False: it was not free, or the wait was given up. */
  async #hold(how: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal }): Promise<boolean> {
    const { name, scope, ports } = this.#options;
    const reign = scope.child();
    let ruling: Promise<void> | null = null;
    try {
      return await this.#locks.request(name, { mode: "exclusive", ...how }, async (lock) => {
        if (lock === null) return false;
        ruling = this.#reigns.rule(reign);
        await ruling;
        return true;
      });
    } catch (fault) {
      if (ruling !== null) {
        // Stolen: the request rejects while the callback still runs. Ending the reign halts everything at once.
        ports.log.warn("the lock was stolen by another tab");
        reign.end();
        await ruling;
        return true;
      }
      if (how.signal?.aborted || scope.ended) return false;
      throw fault;
    } finally {
      reign.end();
    }
  }
}

function isMessage(data: unknown): data is Message {
  return (
    typeof data === "object" &&
    data !== null &&
    "type" in data &&
    (data.type === "let-go" || data.type === "letting-go") &&
    "from" in data &&
    typeof data.from === "string"
  );
}
