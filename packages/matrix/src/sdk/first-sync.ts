import { type MatrixClient, Method } from "matrix-js-sdk";

/**
 * The homeserver gathers an account with thousands of rooms for minutes. The SDK gives up after 80 s and begins anew, and
 * says that there is no network; whether there is one is asked beside it.
 */
const firstSyncMs = 15 * 60_000;

const isFirst = (path: string, query: unknown): boolean =>
  path === "/sync" && typeof query === "object" && query !== null && !("since" in query);

/** Gives the sync of a device that has none yet the time that it needs. */
export function giveFirstSyncTime(client: MatrixClient): void {
  const { http } = client;
  const request = http.authedRequest.bind(http);
  Object.defineProperty(http, "authedRequest", {
    value: (...[method, path, query, body, options]: Parameters<typeof request>) =>
      method === Method.Get && isFirst(path, query)
        ? request(method, path, query, body, { priority: undefined, ...options, localTimeoutMs: firstSyncMs })
        : request(method, path, query, body, options),
  });
}
