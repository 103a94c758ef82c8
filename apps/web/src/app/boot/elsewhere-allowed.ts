import type { ParleyClient } from "@parley/client";
import { type Clock, type Scope, sleep } from "@parley/kernel";
import type { StoredAccount } from "@parley/matrix";
import { covers } from "../../shared/allowed-homeservers.ts";

const retryMs = 60_000;

/**
 * Asks what the owner's settings say of an account of another homeserver. `refused`: it is not allowed here any more, and
 * the page may not connect to it; without a word it would only seem to be offline. `member`: our server lets it in.
 */
export async function watchElsewhere(
  parley: ParleyClient,
  account: StoredAccount,
  clock: Clock,
  scope: Scope,
  { refused, member }: { readonly refused: (code: string) => void; readonly member: () => void },
): Promise<void> {
  while (!scope.ended) {
    try {
      const { otherHomeservers, membersFrom } = await parley.call("auth.discover", {}, { signal: scope.signal });
      if (scope.ended) return;
      if (!covers(otherHomeservers, account.homeserverUrl)) refused("ELSEWHERE_CLOSED");
      // A server of an older version lists none.
      else if (membersFrom?.includes(account.userId.slice(account.userId.indexOf(":") + 1))) member();
      return;
    } catch {
      await sleep(clock, retryMs, scope.signal).catch(() => {});
    }
  }
}
