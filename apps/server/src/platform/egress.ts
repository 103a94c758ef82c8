import { type LookupAddress, lookup } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { Clock } from "@parley/kernel";

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

/** Finds the addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

const systemResolve: Resolve = (name) =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (fault, found) => (fault ? reject(fault) : resolve(found)));
  });

/** No server lives there: unspecified, link-local (where clouds keep their machines' secrets), multicast, reserved. */
const nowhere = new BlockList();
for (const [address, bits] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  nowhere.addSubnet(address, bits, "ipv4");
for (const [address, bits] of [
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  // Addresses of the first kind in other clothes.
  ["64:ff9b::", 96],
  ["2002::", 16],
  ["2001::", 32],
] as const)
  nowhere.addSubnet(address, bits, "ipv6");
const thisMachine = new BlockList();
thisMachine.addSubnet("127.0.0.0", 8, "ipv4");
thisMachine.addAddress("::1", "ipv6");

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
const isLocalName = (host: string) =>
  host === "localhost" || (isIP(host) !== 0 && thisMachine.check(host, familyOf(host)));

/**
 * Whether what an owner has named may be dialled there. Its own network may be (homeservers live at home); this machine
 * only where the name says so: a name of others that leads here is a trick.
 */
function mayDial(host: string, address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // IPv4 in the clothes of IPv6 is judged as what it is.
  const plain = family === 6 ? /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1] : undefined;
  if (plain !== undefined) return mayDial(host, plain);
  if (family === 6 && /^::ffff:/i.test(address)) return false;
  if (nowhere.check(address, familyOf(address))) return false;
  return isLocalName(host) || !thisMachine.check(address, familyOf(address));
}

/** Makes the way out. */
export function createEgress(clock: Clock, resolve: Resolve = systemResolve): Egress {
  return async ({ url, headers = {}, deadlineMs, maxBytes, signal }) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, "");
    if (target.protocol !== "https:" && target.protocol !== "http:") throw new Error(`${host}: neither http nor https`);
    if (target.username !== "" || target.password !== "") throw new Error(`${host}: an address with a password`);
    // A literal address is dialled without a lookup.
    if (isIP(host) !== 0 && !mayDial(host, host)) throw new Error(`${host} is not dialled`);
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

/** Answers addresses that may be dialled, and no other: what is looked at is what is dialled. */
function checkedLookup(host: string, resolve: Resolve): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (found) => {
        const allowed = found.filter(({ address }) => mayDial(host, address));
        const [first] = allowed;
        if (first === undefined) done(new Error("its address is not dialled"), "", 0);
        else if (options.all === true) done(null, allowed);
        else done(null, first.address, first.family);
      },
      (fault: unknown) => done(fault instanceof Error ? fault : new Error("no such name"), "", 0),
    );
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

function named(host: string, thrown: unknown): Error {
  const { code } = Object(thrown);
  const why = typeof code === "string" ? code : thrown instanceof Error ? thrown.message : "no answer";
  return new Error(`${host}: ${why}`, { cause: thrown });
}
