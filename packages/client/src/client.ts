import { AppError, createSecret, signal } from "@parley/kernel";
import type { Account, EventName, EventPayload, MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import type { ClientOptions, ClientPorts, ParleyClient } from "./contract.ts";
import { isSignedOut } from "./errors.ts";
import { createEventStream } from "./event-stream.ts";
import { request } from "./request.ts";

interface Session {
  readonly token: string;
  readonly expiresAt: number;
  /** The Matrix token that it was opened with; null where a ready-made session token is used. */
  readonly matrixToken: string | null;
  readonly scopes: readonly string[];
}

/** A session is renewed so long before its end. */
const renewEarlyMs = 120_000;
/** How often the Matrix token is looked at: it changes when it is refreshed, and goes when the device is signed out. */
const lookMs = 10_000;

/** A client of one server. Nothing is sent before the first call; `close` ends its timers and its socket. */
export function createClient(ports: ClientPorts, options: ClientOptions): ParleyClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const account = signal<{ readonly account: Account; readonly scopes: readonly string[] } | null>(null);
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let session: Session | null =
    options.sessionToken === undefined
      ? null
      : {
          token: options.sessionToken,
          expiresAt: Number.POSITIVE_INFINITY,
          matrixToken: null,
          scopes: ["operator.read", "operator.write", "operator.admin"],
        };
  let opening: Promise<void> | null = null;
  let cancelLook = () => {};
  let closed = false;

  const send = (
    method: MethodName,
    params: unknown,
    token: string | null,
    more: { signal?: AbortSignal; key?: string },
  ) =>
    request(ports, baseUrl, {
      method,
      params,
      token,
      idempotencyKey: more.key ?? createSecret(ports.random),
      signal: more.signal,
    });

  const drop = () => {
    session = null;
    account.value = null;
    cancelLook();
    stream.close();
  };

  const open = async (codes: ParamsOf<"auth.signIn">): Promise<ResultOf<"auth.signIn">> => {
    const matrixToken = options.matrixToken();
    if (matrixToken === null) throw new AppError("NOT_SIGNED_IN", "Nobody is signed in to Matrix.");
    const opened = (await send("auth.signIn", codes, matrixToken, {})) as ResultOf<"auth.signIn">;
    if (closed) return opened;
    session = { token: opened.token, expiresAt: opened.expiresAt, matrixToken, scopes: opened.scopes };
    account.value = { account: opened.account, scopes: opened.scopes };
    look();
    stream.open();
    return opened;
  };

  /** One renewal at a time. Resolves when there is a session again; what ends it for good drops the account. */
  const renew = (): Promise<void> => {
    opening ??= open({})
      .then(() => {})
      .catch((thrown) => {
        if (isFinal(thrown)) drop();
        throw thrown;
      })
      .finally(() => {
        opening = null;
      });
    return opening;
  };

  const look = () => {
    cancelLook();
    if (session?.matrixToken == null) return;
    cancelLook = ports.clock.after(lookMs, () => {
      const current = options.matrixToken();
      if (current === null) {
        drop();
        return;
      }
      const due = session !== null && session.expiresAt - ports.clock.now() < renewEarlyMs;
      // A failure is tried again at the next look; calls that need the session meanwhile renew it themselves.
      if (due || current !== session?.matrixToken) renew().catch(() => {});
      if (session !== null) look();
    });
  };

  const stream = createEventStream(
    ports,
    baseUrl,
    {
      current: () => session,
      renew: () => (session?.matrixToken == null ? Promise.resolve() : renew()),
    },
    (event, payload) => {
      for (const listener of [...(listeners.get(event) ?? [])]) {
        try {
          listener(payload);
        } catch (thrown) {
          // Thrown where it is seen, after the others were told.
          ports.clock.after(0, () => {
            throw thrown;
          });
        }
      }
    },
  );

  const call = async <M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    { signal: aborted, idempotencyKey }: { signal?: AbortSignal; idempotencyKey?: string } = {},
  ): Promise<ResultOf<M>> => {
    const more = { key: idempotencyKey ?? createSecret(ports.random), ...(aborted ? { signal: aborted } : {}) };
    try {
      return (await send(method, params, session?.token ?? null, more)) as ResultOf<M>;
    } catch (thrown) {
      const hopeless = session?.expiresAt === Number.POSITIVE_INFINITY || options.matrixToken() === null;
      if (!isSignedOut(thrown) || hopeless || closed) throw thrown;
    }
    await renew();
    return (await send(method, params, session?.token ?? null, more)) as ResultOf<M>;
  };

  return {
    call,
    connection: stream.state,
    account,
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      const entry = (payload: unknown) => listener(payload as EventPayload<E>);
      set.add(entry);
      // With a ready-made token nobody signs in: whoever listens is the reason to connect.
      if (session?.matrixToken === null && !closed) stream.open();
      return () => {
        set.delete(entry);
      };
    },
    async signIn(codes = {}) {
      const opened = await open(codes);
      return { account: opened.account, spaceId: opened.spaceId };
    },
    async signOut() {
      const token = session?.token ?? null;
      drop();
      if (token === null) return;
      try {
        await send("auth.signOut", {}, token, {});
      } catch (thrown) {
        // It is over either way: the token ends by itself, or was not known any more.
        if (!(thrown instanceof AppError)) throw thrown;
      }
    },
    close() {
      closed = true;
      cancelLook();
      stream.close();
      listeners.clear();
    },
  };
}

/** Failures after which asking again with the same Matrix token is pointless. */
function isFinal(thrown: unknown): boolean {
  const final = ["NOT_SIGNED_IN", "NOT_ADMITTED", "SETUP_NEEDED"];
  return thrown instanceof AppError && final.includes(thrown.code);
}
