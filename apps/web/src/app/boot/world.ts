import type { ParleyClient } from "@parley/client";
import {
  AppError,
  type Clock,
  createScope,
  effect,
  type ReadonlySignal,
  type Scope,
  signal,
  sleep,
} from "@parley/kernel";
import type { Matrix, Session, StoredAccount } from "@parley/matrix";
import { createPendingSession } from "./pending-session.ts";
import { keepServerSession } from "./server-session.ts";
import { welcomeNewcomers } from "./welcome.ts";

/** Who is here. */
export type WorldState =
  | { readonly at: "starting" }
  | { readonly at: "visitor"; readonly notice: "signed-out" | "store-lost" | null }
  /** `live`: the SDK runs; before that the session is a stand-in over the snapshot. */
  | { readonly at: "member"; readonly session: Session; readonly live: boolean };

export interface World {
  readonly state: ReadonlySignal<WorldState>;
  /** What our own server refuses this account with, such as `NOT_ADMITTED`; null when all is well. */
  readonly refusal: ReadonlySignal<string | null>;
  /** What keeps a stored account from coming up; tries go on. */
  readonly problem: ReadonlySignal<unknown>;
  /** The token that our server is asked with, as of now. */
  matrixToken(): string | null;
  boot(): Promise<void>;
  hold(session: Session): void;
  enter(session: Session): void;
  signOut(): Promise<void>;
}

export interface WorldPorts {
  readonly matrix: Matrix;
  /** Made after the world: it asks the world for the token. */
  readonly parley: () => ParleyClient;
  readonly clock: Clock;
}

const retryMs = { first: 1000, most: 30_000 };
/** A session that does not end by itself in this time is left behind. */
const signOutMs = 10_000;

/** Boots from what this browser keeps, and holds the one session that runs. */
export function createWorld({ matrix, parley, clock }: WorldPorts): World {
  const state = signal<WorldState>({ at: "starting" });
  const refusal = signal<string | null>(null);
  const problem = signal<unknown>(null);
  let held: Session | null = null;
  let life: Scope = createScope();

  const leave = (notice: "signed-out" | "store-lost" | null) => {
    life.end();
    held = null;
    refusal.value = null;
    problem.value = null;
    state.value = { at: "visitor", notice };
  };

  const enter = (session: Session) => {
    life.end();
    const scope = createScope();
    life = scope;
    held = session;
    problem.value = null;
    state.value = { at: "member", session, live: true };
    const stop = effect(() => {
      const connection = session.connection.value;
      if (connection.state !== "signed-out") return;
      // Out of the effect: what follows writes signals that it must not depend on.
      queueMicrotask(() => {
        if (held !== session) return;
        leave("signed-out");
        void parley()
          .signOut()
          .catch(() => {});
        // What runs cannot be removed. An unsaved recovery key stays for the next sign-in: nobody asked for its end.
        const end = connection.soft ? session.close() : session.close().then(() => matrix.retire(session.account));
        end.catch(() => {});
      });
    });
    scope.onEnd(stop);
    keepServerSession(parley(), session.connection, clock, scope, (code) => {
      refusal.value = code;
    });
    welcomeNewcomers(session, parley(), clock, scope);
  };

  const resume = async (account: StoredAccount, scope: Scope): Promise<Session | null> => {
    for (let wait = retryMs.first; !scope.ended; wait = Math.min(retryMs.most, wait * 2)) {
      try {
        return await matrix.resume(account);
      } catch (error) {
        const code = error instanceof AppError ? error.code : "";
        if (code === "MATRIX_SIGNED_OUT" || code === "MATRIX_STORE_LOST") throw error;
        problem.value = error;
        await sleep(clock, wait, scope.signal).catch(() => {});
      }
    }
    return null;
  };

  return {
    state,
    refusal,
    problem,
    matrixToken: () => held?.accessToken() ?? null,
    async boot() {
      const scope = createScope();
      life = scope;
      const [account] = await matrix.accounts().catch((error: unknown) => {
        problem.value = error;
        return [];
      });
      if (scope.ended) return;
      if (account === undefined) {
        state.value = { at: "visitor", notice: null };
        return;
      }
      const snapshot = await matrix.snapshot(account).catch(() => null);
      if (scope.ended) return;
      const running = resume(account, scope);
      const real = running.then((session) => {
        if (session === null) throw new AppError("MATRIX_SIGNED_OUT", "The account was left while it started.");
        return session;
      });
      state.value = {
        at: "member",
        session: createPendingSession(account, snapshot, real, clock.now()),
        live: false,
      };
      try {
        const session = await running;
        if (session === null) return;
        if (scope.ended) await session.close();
        else enter(session);
      } catch (error) {
        if (scope.ended) return;
        leave(error instanceof AppError && error.code === "MATRIX_STORE_LOST" ? "store-lost" : "signed-out");
        // Else each start would open the dead account again.
        matrix.retire(account).catch(() => {});
      }
    },
    hold(session) {
      held = session;
    },
    enter,
    async signOut() {
      const session = held;
      const current = state.peek();
      const account = session?.account ?? (current.at === "member" ? current.session.account : null);
      // Our server first, while the Matrix token still proves who asks.
      await bounded(clock, parley().signOut());
      if (session !== null) await bounded(clock, session.signOut());
      else if (account !== null) await bounded(clock, matrix.forget(account));
      leave(null);
    },
  };
}

/** Waits for `work` for a while; its failure and its silence are both left behind. */
async function bounded(clock: Clock, work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => {}), sleep(clock, signOutMs)]);
}
