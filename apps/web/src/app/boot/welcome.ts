import type { ParleyClient } from "@parley/client";
import { type Clock, effect, type Scope, sleep } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import type { Newcomer } from "@parley/protocol";

const retryMs = { first: 2000, most: 60_000 };
const tries = 6;

/**
 * Invites people who came by an invitation of mine into the space's rooms, with the keys of what was said before: those
 * announced now, and at each new connection those who came while no client of mine ran. One after the other.
 */
export function welcomeNewcomers(session: Session, parley: ParleyClient, clock: Clock, scope: Scope): void {
  const known = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  const welcome = async ({ userId, inviteId, spaceId }: Newcomer) => {
    for (let attempt = 0, wait = retryMs.first; attempt < tries && !scope.ended; attempt++) {
      try {
        await session.rooms.welcome(spaceId, userId);
        await parley.call("invites.welcomed", { userId, inviteId });
        return;
      } catch {
        // Offline, or the space has not been synced yet. What fails for good is asked for again at the next start.
        await sleep(clock, wait, scope.signal).catch(() => {});
        wait = Math.min(retryMs.most, wait * 2);
      }
    }
    known.delete(`${inviteId} ${userId}`);
  };
  const take = (newcomer: Newcomer) => {
    const key = `${newcomer.inviteId} ${newcomer.userId}`;
    if (known.has(key) || scope.ended) return;
    known.add(key);
    last = last.then(() => welcome(newcomer));
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
