import { AppError, createSecret, type ReadonlySignal, signal } from "@parley/kernel";
import type { Account, ParamsOf, ResultOf } from "@parley/protocol";
import type { ClientOptions, ClientPorts } from "./contract.ts";
import { createProofs } from "./proof.ts";
import { request } from "./request.ts";

/** What calls and events are made with. */
export interface OpenSession {
  readonly token: string;
  readonly expiresAt: number;
  /** The key of the proof that it was opened with; null where a ready-made session token is used. */
  readonly openedWith: string | null;
  readonly scopes: readonly string[];
}

/** The session with the server, kept alive by the Matrix token, or by what an account of elsewhere has for it. */
export interface SessionKeeper {
  current(): OpenSession | null;
  /** Whether somebody is signed in who could open one. */
  canOpen(): boolean;
  readonly account: ReadonlySignal<{ readonly account: Account; readonly scopes: readonly string[] } | null>;
  open(codes: ParamsOf<"auth.signIn">): Promise<ResultOf<"auth.signIn">>;
  /** One renewal at a time. What ends the session for good drops it. */
  renew(): Promise<void>;
  drop(): void;
  /** Stops its timer; the session itself is left to its end. */
  close(): void;
}

/** A session is renewed so long before its end. */
const renewEarlyMs = 120_000;
/** How often the proof is looked at: it changes when it is refreshed, and goes when the device is signed out. */
const lookMs = 10_000;
/** What a ready-made token of the server's own machine may do. */
const localScopes = ["operator.read", "operator.write", "operator.admin"];

/** `onOpen` and `onDrop` hear of every session that begins, and of the end of the last. */
export function createSessionKeeper(
  ports: ClientPorts,
  options: ClientOptions & { readonly baseUrl: string },
  { onOpen, onDrop }: { onOpen: () => void; onDrop: () => void },
): SessionKeeper {
  const proofOf = createProofs(options);
  const account = signal<{ readonly account: Account; readonly scopes: readonly string[] } | null>(null);
  let session: OpenSession | null = null;
  if (options.sessionToken !== undefined) {
    const expiresAt = Number.POSITIVE_INFINITY;
    session = { token: options.sessionToken, expiresAt, openedWith: null, scopes: localScopes };
  }
  let opening: Promise<void> | null = null;
  let cancelLook = () => {};
  let closed = false;

  const drop = () => {
    session = null;
    account.value = null;
    cancelLook();
    onDrop();
  };

  const open = async (codes: ParamsOf<"auth.signIn">): Promise<ResultOf<"auth.signIn">> => {
    const proof = proofOf();
    if (proof === null) throw new AppError("NOT_SIGNED_IN", "Nobody is signed in to Matrix.");
    const opened = (await proof.by(codes, (call) =>
      request(ports, options.baseUrl, { ...call, idempotencyKey: createSecret(ports.random) }),
    )) as ResultOf<"auth.signIn">;
    // Signed out or closed while the answer was on its way: it opens nothing any more.
    if (closed || proofOf() === null) return opened;
    session = { token: opened.token, expiresAt: opened.expiresAt, openedWith: proof.key, scopes: opened.scopes };
    account.value = { account: opened.account, scopes: opened.scopes };
    look();
    onOpen();
    return opened;
  };

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
    if (session?.openedWith == null) return;
    cancelLook = ports.clock.after(lookMs, () => {
      const current = proofOf()?.key ?? null;
      if (current === null) {
        drop();
        return;
      }
      const due = session !== null && session.expiresAt - ports.clock.now() < renewEarlyMs;
      // A failure is tried again at the next look; calls that need the session meanwhile renew it themselves.
      if (due || current !== session?.openedWith) renew().catch(() => {});
      if (session !== null) look();
    });
  };

  return {
    current: () => session,
    canOpen: () => proofOf() !== null,
    account,
    open,
    renew,
    drop,
    close() {
      closed = true;
      cancelLook();
    },
  };
}

/** Failures after which asking again with the same Matrix token is pointless. */
function isFinal(thrown: unknown): boolean {
  const final = ["NOT_SIGNED_IN", "NOT_ADMITTED", "SETUP_NEEDED"];
  return thrown instanceof AppError && final.includes(thrown.code);
}
