import type { Scope } from "@parley/kernel";
import type { IStartClientOpts, MatrixClient } from "matrix-js-sdk";

/** Stops a client at once, with all that it asks. */
export function haltClient(client: MatrixClient): void {
  client.http.abort();
  client.stopClient();
}

/**
 * Starts a client's sync loop, which ends with the scope. The SDK asks for the homeserver's versions first, and makes the
 * loop whether it was stopped meanwhile or not: another tab may hold the stores by then. What such a loop asks is asked
 * of nobody; refused, it would try again and again.
 */
export async function startClient(client: MatrixClient, scope: Scope, options: IStartClientOpts): Promise<void> {
  if (scope.ended) return;
  let starting = true;
  scope.onEnd(() => {
    if (!starting) return;
    const value = () => new Promise(() => {});
    Object.defineProperties(client.http, { request: { value }, authedRequest: { value } });
  });
  await client.startClient(options);
  starting = false;
  if (!scope.ended) return;
  // It holds itself for stopped, and would not look at what it has made since.
  client.clientRunning = true;
  client.stopClient();
}
