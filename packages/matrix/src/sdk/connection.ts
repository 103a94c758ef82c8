import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import { ClientEvent, HttpApiEvent, type MatrixClient, type MatrixError, SyncState } from "matrix-js-sdk";
import type { Connection } from "../contract/account.ts";
import { toMatrixError } from "../errors.ts";

/** A dropped long poll is no outage: this long it may take to come back before anyone is told. */
const graceMs = 1500;
/** The homeserver is asked to answer a long poll after this time at the latest. Milliseconds. */
export const pollMs = 15_000;
/** One that hangs answers nothing and breaks nothing off: the SDK would wait 80 s longer before it says so. */
const silenceMs = pollMs + 5_000;
const firstRetryMs = 1000;
const lastRetryMs = 8000;

export interface ConnectionMonitor {
  readonly connection: ReadonlySignal<Connection>;
  /** Resolves at the first answer of any kind: cached state shown, synced, offline or signed out. */
  readonly settled: Promise<void>;
  reconnect(): void;
}

/**
 * The state of the way to the homeserver, from the client's sync loop. Tries again by itself after 1, 2, 4 and then every
 * 8 s, or when the homeserver says so; the SDK's own pace (up to 10 s) goes on beside it.
 */
export function monitorConnection(client: MatrixClient, clock: Clock, scope: Scope): ConnectionMonitor {
  const connection = signal<Connection>({ state: "starting", since: clock.now() });
  let settle: () => void = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  let cancelGrace: (() => void) | null = null;
  let cancelSilence: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  let retryMs = firstRetryMs;

  const become = (next: Connection): void => {
    const now = connection.value;
    if (now.state === "signed-out") return;
    if (next.state === "offline" && now.state === "offline" && next.reason === now.reason) return;
    if (next.state === now.state && next.state !== "offline") return;
    // An outage that changes its reason is still the same outage.
    const since = next.state === "offline" && now.state === "offline" ? now.since : next.since;
    connection.value = { ...next, since };
  };
  const calm = (): void => {
    cancelGrace?.();
    cancelRetry?.();
    cancelSilence?.();
    cancelSilence = null;
    cancelGrace = null;
    cancelRetry = null;
    retryMs = firstRetryMs;
  };
  const retryLater = (atLeastMs: number): void => {
    cancelRetry?.();
    cancelRetry = clock.after(Math.max(retryMs, atLeastMs), () => {
      client.retryImmediately();
      retryMs = Math.min(retryMs * 2, lastRetryMs);
      retryLater(0);
    });
  };
  const listen = (): void => {
    const since = clock.now();
    cancelSilence = clock.after(silenceMs, () => become({ state: "offline", since, reason: "homeserver" }));
  };
  const lose = (thrown: unknown, at: number): void => {
    const fault = toMatrixError(thrown);
    if (fault.code === "MATRIX_SIGNED_OUT") return;
    become({ state: "offline", since: at, reason: reasonOf(thrown, fault.code) });
    settle();
  };

  const onSync = (
    state: SyncState,
    _previous: SyncState | null,
    data?: { error?: unknown; fromCache?: boolean },
  ): void => {
    switch (state) {
      case SyncState.Prepared:
        if (data?.fromCache !== true) {
          calm();
          listen();
          become({ state: "online", since: clock.now() });
        } else if (cancelSilence === null) listen();
        settle();
        break;
      case SyncState.Syncing:
        calm();
        listen();
        become({ state: "online", since: clock.now() });
        settle();
        break;
      case SyncState.Reconnecting:
      case SyncState.Error: {
        cancelSilence?.();
        const at = clock.now();
        const thrown = data?.error;
        const waitMs = toMatrixError(thrown).retryAfterMs ?? 0;
        if (cancelRetry === null) retryLater(waitMs);
        if (state === SyncState.Error) {
          cancelGrace?.();
          cancelGrace = null;
          lose(thrown, at);
        } else {
          cancelGrace ??= clock.after(graceMs, () => lose(thrown, at));
        }
        break;
      }
      case SyncState.Catchup:
      case SyncState.Stopped:
        break;
    }
  };
  const onLoggedOut = (error: MatrixError): void => {
    calm();
    become({ state: "signed-out", since: clock.now(), soft: error.data.soft_logout === true });
    settle();
  };
  client.on(ClientEvent.Sync, onSync);
  client.on(HttpApiEvent.SessionLoggedOut, onLoggedOut);
  scope.onEnd(() => {
    calm();
    client.off(ClientEvent.Sync, onSync);
    client.off(HttpApiEvent.SessionLoggedOut, onLoggedOut);
    settle();
  });
  return {
    connection,
    settled,
    reconnect() {
      retryMs = firstRetryMs;
      client.retryImmediately();
    },
  };
}

function reasonOf(thrown: unknown, code: string): "network" | "homeserver" | "rate-limit" {
  if (code === "MATRIX_RATE_LIMITED") return "rate-limit";
  const answered = typeof thrown === "object" && thrown !== null && "httpStatus" in thrown;
  return answered && typeof thrown.httpStatus === "number" ? "homeserver" : "network";
}
