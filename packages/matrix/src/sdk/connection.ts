import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import { ClientEvent, HttpApiEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import type { Connection } from "../contract/account.ts";
import { toMatrixError } from "../errors.ts";
import { type Alive, askMs } from "./ask-alive.ts";
import type { ContactLog } from "./last-contact.ts";

/** A dropped long poll is no outage: this long it may take to come back before anyone is told. */
const graceMs = 1500;
/** The homeserver is asked to answer a long poll after this time at the latest. Milliseconds. */
export const pollMs = 15_000;
/** One that hangs answers nothing and breaks nothing off: the SDK would wait 80 s longer before it says so. */
const silenceMs = pollMs + 5_000;
/** The first sync asks for an answer at once: without one it is looked after sooner than a long poll. */
const firstSilenceMs = 5_000;
/** While an answer is late the homeserver is looked after this often. */
const againMs = 8_000;
/** The homeserver is back, but a sync that fails again would say so within this time. */
const catchupMs = 2_500;
const firstRetryMs = 1000;
const lastRetryMs = 8000;

export interface ConnectionMonitor {
  readonly connection: ReadonlySignal<Connection>;
  /** Resolves at the first answer of any kind: cached state shown, synced, offline or signed out. */
  readonly settled: Promise<void>;
  reconnect(): void;
}

export interface ConnectionPorts {
  readonly clock: Clock;
  /** Tells an answer that takes long from none. */
  readonly ask: () => Promise<Alive>;
  readonly contact: ContactLog;
}

/**
 * The state of the way to the homeserver, from the client's sync loop. Tries again by itself after 1, 2, 4 and then every
 * 8 s, or when the homeserver says so; the SDK's own pace (up to 10 s) goes on beside it. A sync that is late is looked
 * after by a small question: only a homeserver that leaves that unanswered too is called gone.
 */
export function monitorConnection(client: MatrixClient, ports: ConnectionPorts, scope: Scope): ConnectionMonitor {
  const monitor = new Monitor(client, ports);
  const onSync = (state: SyncState, _previous: SyncState | null, data?: SyncData): void => monitor.synced(state, data);
  const onLoggedOut = (): void => monitor.loggedOut();
  client.on(ClientEvent.Sync, onSync);
  client.on(HttpApiEvent.SessionLoggedOut, onLoggedOut);
  scope.onEnd(() => {
    monitor.end();
    client.off(ClientEvent.Sync, onSync);
    client.off(HttpApiEvent.SessionLoggedOut, onLoggedOut);
  });
  return { connection: monitor.connection, settled: monitor.settled, reconnect: () => monitor.reconnect() };
}

interface SyncData {
  readonly error?: unknown;
  readonly fromCache?: boolean;
}

/** One timer that can be set anew. */
class Timer {
  readonly #clock: Clock;
  #cancel: (() => void) | null = null;
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  get set(): boolean {
    return this.#cancel !== null;
  }
  start(ms: number, fire: () => void): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(Math.max(0, ms), () => {
      this.#cancel = null;
      fire();
    });
  }
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}

class Monitor {
  readonly connection;
  readonly settled: Promise<void>;
  readonly #client: MatrixClient;
  readonly #ports: ConnectionPorts;
  readonly #grace: Timer;
  readonly #silence: Timer;
  readonly #retry: Timer;
  #settle: () => void = () => {};
  #retryMs = firstRetryMs;
  /** When the homeserver was last heard, perhaps before a reload. */
  #heardAt: number;
  /** A picture of the rooms is there: cached or synced. */
  #pictured = false;
  /** Each answer of the sync makes what was asked before worthless. */
  #round = 0;

  constructor(client: MatrixClient, ports: ConnectionPorts) {
    const { clock, contact } = ports;
    this.#client = client;
    this.#ports = ports;
    this.#grace = new Timer(clock);
    this.#silence = new Timer(clock);
    this.#retry = new Timer(clock);
    this.connection = signal<Connection>({ state: "starting", since: clock.now() });
    this.settled = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    this.#heardAt = contact.before ?? clock.now();
    this.#silence.start(Math.min(firstSilenceMs, this.#heardAt + silenceMs - askMs - clock.now()), () => this.#look());
  }

  synced(state: SyncState, data: SyncData | undefined): void {
    switch (state) {
      case SyncState.Prepared:
        this.#pictured = true;
        if (data?.fromCache !== true) this.#heard();
        this.#settle();
        break;
      case SyncState.Syncing:
        this.#pictured = true;
        this.#heard();
        this.#settle();
        break;
      case SyncState.Reconnecting:
      case SyncState.Error:
        this.#failed(state === SyncState.Error, data?.error);
        break;
      case SyncState.Catchup:
        // It was found again, and the sync asks anew: an answer that is long in coming is told from another failure.
        this.#silence.start(catchupMs, () => this.#look());
        break;
      case SyncState.Stopped:
        break;
    }
  }

  /** A sign-in is a new device here, so a "soft" log-out of the homeserver ends this one as well. */
  loggedOut(): void {
    this.#calm();
    this.#become({ state: "signed-out", since: this.#ports.clock.now(), soft: false });
    this.#settle();
  }

  reconnect(): void {
    this.#retryMs = firstRetryMs;
    this.#client.retryImmediately();
  }

  end(): void {
    this.#calm();
    this.#settle();
  }

  #become(next: Connection): void {
    const now = this.connection.value;
    if (now.state === "signed-out") return;
    if (next.state === "offline" && now.state === "offline" && next.reason === now.reason) return;
    if (next.state === now.state && next.state !== "offline") return;
    // An outage that changes its reason is still the same outage.
    const since = next.state === "offline" && now.state === "offline" ? now.since : next.since;
    this.connection.value = { ...next, since };
  }

  #calm(): void {
    this.#round += 1;
    for (const timer of [this.#grace, this.#retry, this.#silence]) timer.stop();
    this.#retryMs = firstRetryMs;
  }

  #heard(): void {
    const { clock, contact } = this.#ports;
    this.#calm();
    this.#heardAt = clock.now();
    contact.heard();
    this.#become({ state: "online", since: this.#heardAt });
    this.#silence.start(silenceMs - askMs, () => this.#look());
  }

  #failed(forSure: boolean, thrown: unknown): void {
    this.#round += 1;
    this.#silence.stop();
    const now = this.#ports.clock.now();
    // A run that never heard anything goes on with the outage before it.
    const since = this.#ports.contact.before === this.#heardAt ? this.#heardAt : now;
    if (!this.#retry.set) this.#retryLater(toMatrixError(thrown).retryAfterMs ?? 0);
    if (forSure) {
      this.#grace.stop();
      this.#lose(thrown, since);
    } else if (!this.#grace.set) {
      this.#grace.start(graceMs, () => this.#lose(thrown, since));
    }
  }

  #lose(thrown: unknown, since: number): void {
    const fault = toMatrixError(thrown);
    if (fault.code === "MATRIX_SIGNED_OUT") return;
    this.#become({ state: "offline", since, reason: reasonOf(thrown, fault.code) });
    this.#settle();
  }

  #retryLater(atLeastMs: number): void {
    this.#retry.start(Math.max(this.#retryMs, atLeastMs), () => {
      this.#ports.contact.waiting();
      this.#client.retryImmediately();
      this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
      this.#retryLater(0);
    });
  }

  /** The sync is late: is the homeserver there at all? */
  #look(): void {
    const round = ++this.#round;
    this.#ports.contact.waiting();
    void this.#ports.ask().then((alive) => {
      if (round !== this.#round) return;
      this.#silence.start(againMs, () => this.#look());
      if (alive !== "alive") {
        const reason = alive === "silent" ? "homeserver" : "network";
        this.#become({ state: "offline", since: this.#heardAt, reason });
        this.#settle();
        return;
      }
      const { state, since } = this.connection.value;
      const lateSince = state === "online" ? this.#heardAt : since;
      this.#heardAt = this.#ports.clock.now();
      this.#ports.contact.heard();
      // Before there is anything to show, the long answer is the start itself.
      if (this.#pictured) this.#become({ state: "catching-up", since: lateSince });
    });
  }
}

function reasonOf(thrown: unknown, code: string): "network" | "homeserver" | "rate-limit" {
  if (code === "MATRIX_RATE_LIMITED") return "rate-limit";
  const answered = typeof thrown === "object" && thrown !== null && "httpStatus" in thrown;
  return answered && typeof thrown.httpStatus === "number" ? "homeserver" : "network";
}
