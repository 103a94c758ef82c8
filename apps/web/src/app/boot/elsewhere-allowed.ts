import type { ParleyClient } from "@parley/client";
import { type Clock, type Scope, sleep } from "@parley/kernel";
import { covers } from "../../shared/allowed-homeservers.ts";

const retryMs = 60_000;

/**
 * Asks whether accounts of that homeserver are still allowed here. Where they are not, the page may not connect to it any
 * more: without a word it would only seem to be offline.
 */
export async function watchElsewhere(
  parley: ParleyClient,
  homeserverUrl: string,
  clock: Clock,
  scope: Scope,
  refused: (code: string) => void,
): Promise<void> {
  while (!scope.ended) {
    try {
      const { otherHomeservers } = await parley.call("auth.discover", {}, { signal: scope.signal });
      if (!scope.ended && !covers(otherHomeservers, homeserverUrl)) refused("ELSEWHERE_CLOSED");
      return;
    } catch {
      await sleep(clock, retryMs, scope.signal).catch(() => {});
    }
  }
}
