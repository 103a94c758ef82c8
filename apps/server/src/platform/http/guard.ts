import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Decides which Host and Origin a request may name. */
export interface Guard {
  /** `public`: the address people use. `local`: this machine's own name. `refused`: anything else (DNS rebinding). */
  host(headers: IncomingHttpHeaders): "public" | "local" | "refused";
  /** Whether a write or an upgrade may come from where it says. Programs that are no browser send no Origin. */
  origin(headers: IncomingHttpHeaders): boolean;
}

const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** `publicUrl` is the one address that browsers use, without a trailing slash; `listenHost` the one listened on. */
export function createGuard(publicUrl: string, listenHost: string): Guard {
  const own = new URL(publicUrl);
  const local = new Set([...localNames, listenHost.includes(":") ? `[${listenHost}]` : listenHost]);
  return {
    host(headers) {
      let named: URL;
      try {
        named = new URL(`${own.protocol}//${headers.host ?? ""}`);
      } catch {
        return "refused";
      }
      // A Host header holds nothing but a host: whatever else parsed as a URL is refused.
      if (named.pathname !== "/" || named.username !== "" || named.search !== "" || named.hash !== "") return "refused";
      if (named.host === own.host) return "public";
      return local.has(named.hostname) ? "local" : "refused";
    },
    origin(headers) {
      if (headers.origin !== undefined) return headers.origin === own.origin;
      const site = headers["sec-fetch-site"];
      return site === undefined || site === "same-origin" || site === "none";
    },
  };
}

/**
 * By what limits count somebody: an IPv4 address, of an IPv6 one the 64 bits of its network. Whoever has one address of
 * a network has 2^64 of them.
 */
function countedAs(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]?.split("::") ?? [];
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - groups(tail).length);
  const all = [...before, ...Array<string>(missing).fill("0"), ...groups(tail ?? "")];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** What is known of the far end of a connection, after proxies that the owner trusts. */
export interface Peer {
  readonly address: string;
  /** What limits count by: see `countedAs`. */
  readonly counted: string;
  readonly protocol: "http" | "https";
  /** Whether the request came straight from this machine, through no proxy. */
  readonly onThisMachine: boolean;
}

/** Reads forwarding headers of trusted proxies only; everyone else's are ignored. `trusted` holds addresses and CIDR ranges. */
export function createPeerReader(trusted: readonly string[]): (request: IncomingMessage) => Peer {
  const list = new BlockList();
  for (const range of trusted) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const trusts = (address: string) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return (request) => {
    const direct = plain(request.socket.remoteAddress ?? "");
    const encrypted = "encrypted" in request.socket && request.socket.encrypted === true;
    const forwarded = request.headers["x-forwarded-for"];
    let address = direct;
    let protocol: Peer["protocol"] = encrypted ? "https" : "http";
    if (trusts(direct)) {
      const hops = String(forwarded ?? "")
        .split(",")
        .map((hop) => plain(hop.trim()))
        .filter((hop) => isIP(hop) !== 0);
      // From the right: the last hop that is not one of ours is the client, whatever it claims further left.
      address = hops.findLast((hop) => !trusts(hop)) ?? hops[0] ?? direct;
      const named = request.headers["x-forwarded-proto"];
      if (named === "https" || named === "http") protocol = named;
    }
    const local = plain(request.socket.localAddress ?? "");
    const near = direct.startsWith("127.") || direct === "::1" || (direct !== "" && direct === local);
    const relayed = forwarded !== undefined || request.headers.forwarded !== undefined;
    return { address, counted: countedAs(address), protocol, onThisMachine: near && !relayed };
  };
}

/** IPv4 in its own form, also where a dual-stack socket shows it as IPv6. */
function plain(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
