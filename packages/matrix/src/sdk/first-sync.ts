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
    configurable: true,
    value: (...asked: Parameters<typeof request>) => {
      const [method, path, query, body, options] = asked;
      if (method !== Method.Get || !isFirst(path, query)) return request(...asked);
      return request(method, path, query, body, Object.assign({}, options, { localTimeoutMs: firstSyncMs }));
    },
  });
}
