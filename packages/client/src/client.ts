import { AppError, createSecret } from "@parley/kernel";
import type { EventName, EventPayload, MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import type { ClientOptions, ClientPorts, ParleyClient } from "./contract.ts";
import { isSignedOut } from "./errors.ts";
import { createEventStream } from "./event-stream.ts";
import { request } from "./request.ts";
import { createSessionKeeper } from "./session.ts";

/** A client of one server. Nothing is sent before the first call; `close` ends its timers and its socket. */
export function createClient(ports: ClientPorts, options: ClientOptions): ParleyClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let closed = false;

  const deliver = (event: string, payload: unknown) => {
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
  };
  const session = createSessionKeeper(
    ports,
    { ...options, baseUrl },
    { onOpen: () => stream.open(), onDrop: () => stream.close() },
  );
  /** A ready-made token cannot be renewed: what it may not do stays so. */
  const readyMade = options.sessionToken !== undefined;
  const stream = createEventStream(
    ports,
    baseUrl,
    { current: session.current, renew: () => (readyMade ? Promise.resolve() : session.renew()) },
    deliver,
  );

  const send = (method: MethodName, params: unknown, token: string | null, key: string, signal?: AbortSignal) =>
    request(ports, baseUrl, { method, params, token, idempotencyKey: key, signal });

  const call = async <M extends MethodName>(
    method: M,
    params: ParamsOf<M>,
    { signal, idempotencyKey }: { signal?: AbortSignal; idempotencyKey?: string } = {},
  ): Promise<ResultOf<M>> => {
    const key = idempotencyKey ?? createSecret(ports.random);
    try {
      return (await send(method, params, session.current()?.token ?? null, key, signal)) as ResultOf<M>;
    } catch (thrown) {
      if (!isSignedOut(thrown) || readyMade || closed || !session.canOpen()) throw thrown;
    }
    await session.renew();
    return (await send(method, params, session.current()?.token ?? null, key, signal)) as ResultOf<M>;
  };

  return {
    call,
    connection: stream.state,
    account: session.account,
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      const entry = (payload: unknown) => listener(payload as EventPayload<E>);
      set.add(entry);
      // With a ready-made token nobody signs in: whoever listens is the reason to connect.
      if (readyMade && !closed) stream.open();
      return () => {
        set.delete(entry);
      };
    },
    async signIn(codes = {}) {
      const opened = await session.open(codes);
      return { account: opened.account, spaceId: opened.spaceId };
    },
    async signOut() {
      const token = session.current()?.token ?? null;
      session.drop();
      if (token === null) return;
      try {
        await send("auth.signOut", {}, token, createSecret(ports.random));
      } catch (thrown) {
        // It is over either way: the token ends by itself, or was not known any more.
        if (!(thrown instanceof AppError)) throw thrown;
      }
    },
    close() {
      closed = true;
      session.close();
      stream.close();
      listeners.clear();
    },
  };
}
