import { AppError, type Clock, type Scope, type Signal, sleep } from "@parley/kernel";
import type { Matrix, Session, StoredAccount } from "@parley/matrix";
import { createPendingSession } from "./pending-session.ts";

/** A stored account that comes up. */
interface ComingUp {
  readonly account: StoredAccount;
  /** Paints what was there when it was last seen; what it is asked to do waits for `running`. */
  readonly pending: Session;
  /** Null: it was left before. Rejects with MATRIX_SIGNED_OUT or MATRIX_STORE_LOST: it never will. */
  readonly running: Promise<Session | null>;
}

interface TakeUpPorts {
  readonly matrix: Matrix;
  readonly clock: Clock;
  /** Told what keeps it from coming up; tries go on. */
  readonly problem: Signal<unknown>;
}

const retryMs = { first: 1000, most: 30_000 };

/** Takes up the account that this browser used last, until `scope` ends. Null: there is none, or it has ended. */
export async function takeUp(ports: TakeUpPorts, scope: Scope): Promise<ComingUp | null> {
  const { matrix, clock, problem } = ports;
  const [account] = await matrix.accounts().catch((error: unknown) => {
    problem.value = error;
    return [];
  });
  if (scope.ended || account === undefined) return null;
  const snapshot = await matrix.snapshot(account).catch(() => null);
  if (scope.ended) return null;
  const running = resume(ports, account, scope);
  const real = running.then((session) => {
    if (session === null) throw new AppError("MATRIX_SIGNED_OUT", "The account was left while it started.");
    return session;
  });
  return { account, pending: createPendingSession(account, snapshot, real, clock.now()), running };
}

async function resume(
  { matrix, clock, problem }: TakeUpPorts,
  account: StoredAccount,
  scope: Scope,
): Promise<Session | null> {
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
}
