import type { ParleyClient } from "@parley/client";
import { AppError, type Clock, effect, type Scope } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import type { Newcomer } from "@parley/protocol";

const retryMs = { first: 2000, most: 60_000 };
const tries = 6;

const keyOf = ({ inviteId, userId }: Newcomer): string => `${inviteId} ${userId}`;
const waitAfter = (attempt: number): number => Math.min(retryMs.most, retryMs.first * 2 ** (attempt - 1));

/** I have left the space, or may not invite there any more. Before the first sync it may only be unknown as yet. */
function isForGood(error: unknown, session: Session): boolean {
  if (!(error instanceof AppError) || session.connection.peek().state !== "online") return false;
  return error.code === "MATRIX_NOT_FOUND" || error.code === "MATRIX_FORBIDDEN";
}

/**
 * Invites people who came by an invitation of mine into the space's rooms, with the keys of what was said before: those
 * announced now, and at each new connection those who came while no client of mine ran. One after the other.
 */
export function welcomeNewcomers(session: Session, parley: ParleyClient, clock: Clock, scope: Scope): void {
  const known = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  /** One at a time; who must be tried again waits beside the queue, so that nobody waits for the faults of another. */
  const enqueue = (newcomer: Newcomer, attempt: number): void => {
    last = last.then(() => welcome(newcomer, attempt));
  };
  const welcome = async (newcomer: Newcomer, attempt: number): Promise<void> => {
    if (scope.ended) return;
    const { userId, inviteId, spaceId } = newcomer;
    try {
      await session.rooms.welcome(spaceId, userId);
      await parley.call("invites.welcomed", { userId, inviteId });
    } catch (error) {
      if (scope.ended) return;
      if (attempt >= tries || isForGood(error, session)) {
        // Asked for again at the next start.
        known.delete(keyOf(newcomer));
        return;
      }
      scope.onEnd(clock.after(waitAfter(attempt), () => enqueue(newcomer, attempt + 1)));
    }
  };
  const take = (newcomer: Newcomer) => {
    if (known.has(keyOf(newcomer)) || scope.ended) return;
    known.add(keyOf(newcomer));
    enqueue(newcomer, 1);
  };

  scope.onEnd(parley.on("invites.newcomer", take));
  scope.onEnd(
    effect(() => {
      if (parley.connection.value !== "open") return;
      void parley
        .call("invites.newcomers", {}, { signal: scope.signal })
        .then(({ newcomers }) => {
          for (const newcomer of newcomers) take(newcomer);
        })
        .catch(() => {});
    }),
  );
}
