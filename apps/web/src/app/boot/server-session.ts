import type { ParleyClient } from "@parley/client";
import { AppError, type Clock, effect, type ReadonlySignal, type Scope, sleep } from "@parley/kernel";
import type { Connection } from "@parley/matrix";

const retryMs = { first: 1000, most: 30_000 };
/** Trying again changes nothing about these: the person has to do something. */
const final = new Set(["NOT_ADMITTED", "SETUP_NEEDED", "ORIGIN_REFUSED"]);

/**
 * Signs the Matrix device in at our own server until it works; afterwards the client keeps the session by itself. A tab
 * that has let another one hold the client has no token: it signs in again when it takes over.
 */
export function keepServerSession(
  parley: ParleyClient,
  connection: ReadonlySignal<Connection>,
  clock: Clock,
  scope: Scope,
  refused: (code: string | null) => void,
): void {
  const run = async () => {
    for (let wait = retryMs.first; !scope.ended; wait = Math.min(retryMs.most, wait * 2)) {
      if (parley.account.peek() !== null || !holdsClient(connection.peek())) return;
      try {
        await parley.signIn();
        if (!scope.ended) refused(null);
        return;
      } catch (error) {
        if (scope.ended) return;
        if (error instanceof AppError && final.has(error.code)) {
          refused(error.code);
          return;
        }
        await sleep(clock, wait, scope.signal).catch(() => {});
      }
    }
  };
  let running = false;
  const stop = effect(() => {
    if (!holdsClient(connection.value) || running) return;
    running = true;
    void run().finally(() => {
      running = false;
    });
  });
  scope.onEnd(stop);
}

const holdsClient = ({ state }: Connection): boolean => state !== "elsewhere" && state !== "signed-out";
