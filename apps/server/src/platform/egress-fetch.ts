import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { checkedLookup, named, type Reach, type Resolve, systemResolve, targetOf } from "./egress-address.ts";

/** Sockets that one host may have open; more requests wait for one of them. */
const socketsMost = 64;
/** A connection that nobody uses is kept so long for the next request. */
const idleMs = 30_000;

/** The one way out for what is asked of others in streams: models, and pages that they read. */
export interface EgressFetch {
  /**
   * `fetch` by the rules of the way out: dials the very address that it has looked at, follows no redirect (the answer
   * is the redirect), sends texts and bytes, unpacks nothing. Whoever reads bounds size and time and aborts by the
   * signal. Rejects with an `Error` whose message holds no part of the address but its host.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Ends connections that nobody uses. */
  close(): void;
}

/** Makes a way out that goes as far as `reach`. */
export function createEgressFetch(reach: Reach, resolve: Resolve = systemResolve): EgressFetch {
  const options = { keepAlive: true, maxSockets: socketsMost, timeout: idleMs, scheduling: "lifo" } as const;
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };

  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { target, host } = targetOf(String(input instanceof Request ? input.url : input), reach);
    const protocol = target.protocol === "https:" ? "https:" : "http:";
    const given = new Request(target, input instanceof Request ? input : init);
    const body = new Uint8Array(await given.arrayBuffer());
    const signal = init.signal ?? given.signal;
    signal.throwIfAborted();
    return new Promise((answer, reject) => {
      const request = (protocol === "https:" ? https : http).request(
        target,
        {
          method: given.method,
          headers: {
            ...Object.fromEntries(given.headers),
            "accept-encoding": "identity",
            "content-length": body.length,
          },
          agent: agents[protocol],
          lookup: checkedLookup(host, resolve, reach),
          signal,
        },
        (response) => answer(responseOf(response)),
      );
      request.on("error", (fault) => reject(signal.aborted ? signal.reason : named(host, fault)));
      request.end(body);
    });
  };
  return {
    fetch: send,
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  if (status === 204 || status === 205 || status === 304) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(message), { status, headers });
}
