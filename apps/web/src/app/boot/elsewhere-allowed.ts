import type { ParleyClient } from "@parley/client";
import { type Clock, type Scope, sleep } from "@parley/kernel";

const retryMs = 60_000;

/** Whether the owner's setting covers a homeserver: a name stands for its subdomains too, an address for itself. */
export function covers(allowed: "none" | "any" | readonly string[], homeserverUrl: string): boolean {
  if (typeof allowed === "string") return allowed === "any";
  const { origin, host } = new URL(homeserverUrl);
  return allowed.some((entry) =>
    entry.includes("://") ? new URL(entry).origin === origin : host === entry || host.endsWith(`.${entry}`),
  );
}

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
