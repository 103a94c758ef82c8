import type { Clock, Random, ReadonlySignal } from "@parley/kernel";
import type { Account, EventName, EventPayload, MethodName, ParamsOf, ResultOf } from "@parley/protocol";

/** What the client needs from the world. */
export interface ClientPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Opens a socket; browsers and Node 26 both have a `WebSocket` that fits. */
  readonly openSocket: (url: string) => SocketPort;
  readonly clock: Clock;
  readonly random: Random;
}

/** The part of `WebSocket` that is used. */
export interface SocketPort {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export interface ClientOptions {
  /** Origin of the server, such as `http://localhost:8420`. */
  readonly baseUrl: string;
  /** The Matrix access token as of now; null when nobody is signed in. The session is renewed with it by itself. */
  readonly matrixToken: () => string | null;
  /**
   * Who is signed in at another homeserver whose accounts the server lets in; null for nobody. Asked where there is no
   * Matrix token of our own homeserver: that one is never shown to a server that it is not for.
   */
  readonly abroad?: () => Abroad | null;
  /** A ready-made session token instead of a Matrix one (command line). */
  readonly sessionToken?: string;
}

/** An account of another homeserver, and how it proves itself there. */
export interface Abroad {
  readonly userId: string;
  readonly deviceId: string;
  /** A new OpenID token of its homeserver: each opens one session. */
  openIdToken(): Promise<string>;
}

/** Calls of the server's methods, with the session kept alive and events delivered. Rejects with `AppError`. */
export interface ParleyClient {
  call<M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    options?: { signal?: AbortSignal; idempotencyKey?: string },
  ): Promise<ResultOf<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** The WebSocket. It opens after sign-in and comes back by itself. */
  readonly connection: ReadonlySignal<"closed" | "connecting" | "open">;
  /** Who the session acts as; null before sign-in and after sign-out. */
  readonly account: ReadonlySignal<{ readonly account: Account; readonly scopes: readonly string[] } | null>;
  signIn(codes?: { setupCode?: string; inviteCode?: string }): Promise<{ account: Account; spaceId: string | null }>;
  signOut(): Promise<void>;
  close(): void;
}
