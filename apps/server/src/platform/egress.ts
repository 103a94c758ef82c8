import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "@parley/kernel";
import { checkedLookup, named, type Resolve, systemResolve, targetOf } from "./egress-address.ts";

/** One question to a server that is not ours. */
export interface EgressRequest {
  /** http or https; without credentials. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For everything together: finding the address, connecting, and the last byte. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface EgressAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * The one way out for what is asked of other servers: dials the very address that it has looked at, follows no redirect,
 * takes no more time and no more bytes than it was given. Rejects with an `Error` whose message holds no part of the
 * address but its host.
 */
export type Egress = (request: EgressRequest) => Promise<EgressAnswer>;

/** Makes the way out. */
export function createEgress(clock: Clock, resolve: Resolve = systemResolve): Egress {
  return async ({ url, headers = {}, deadlineMs, maxBytes, signal }) => {
    const { target, host } = targetOf(url);
    const over = new AbortController();
    const stop = (why: string) => over.abort(new Error(`${host}: ${why}`));
    const cancel = clock.after(deadlineMs, () => stop(`no answer within ${deadlineMs} ms`));
    const aborted = () => stop("given up");
    signal?.addEventListener("abort", aborted, { once: true });
    if (signal?.aborted) aborted();
    try {
      return await exchange(target, { headers, maxBytes, signal: over.signal, lookup: checkedLookup(host, resolve) });
    } catch (thrown) {
      throw over.signal.aborted ? over.signal.reason : named(host, thrown);
    } finally {
      cancel();
      signal?.removeEventListener("abort", aborted);
    }
  };
}

interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction;
}

function exchange(target: URL, { headers, maxBytes, signal, lookup: find }: Exchange): Promise<EgressAnswer> {
  return new Promise((resolve, reject) => {
    const request = (target.protocol === "https:" ? https : http).request(
      target,
      {
        method: "GET",
        // Compressed bytes would have to be unpacked to be counted.
        headers: { "accept": "application/json", "accept-encoding": "identity", ...headers },
        agent: false,
        signal,
        lookup: find,
      },
      (response) => {
        bodyOf(response, maxBytes).then(
          (body) => resolve({ status: response.statusCode ?? 0, body }),
          (fault: unknown) => {
            request.destroy();
            reject(fault);
          },
        );
      },
    );
    request.on("error", reject);
    request.end();
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}
