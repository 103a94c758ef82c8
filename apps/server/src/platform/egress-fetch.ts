import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { checkedLookup, mayDial, type Reach, type Resolve, systemResolve } from "./egress-address.ts";

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
    const target = new URL(input instanceof Request ? input.url : input);
    const host = target.hostname.replace(/^\[|\]$/g, "");
    const { protocol } = target;
    if (protocol !== "https:" && protocol !== "http:") throw new Error(`${host}: neither http nor https`);
    if (target.username !== "" || target.password !== "") throw new Error(`${host}: an address with a password`);
    // A literal address is dialled without a lookup.
    if (isIP(host) !== 0 && !mayDial(host, host, reach)) throw new Error(`${host} is not dialled`);
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

function named(host: string, thrown: unknown): Error {
  const { code } = Object(thrown);
  const why = typeof code === "string" ? code : thrown instanceof Error ? thrown.message : "no answer";
  return new Error(`${host}: ${why}`, { cause: thrown });
}
