import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Finds the addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (name) =>
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

/** Networks of houses, companies and providers. */
const home = new BlockList();
for (const [address, bits] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["192.0.2.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["192.88.99.0", 24],
] as const)
  home.addSubnet(address, bits, "ipv4");
home.addSubnet("fc00::", 7, "ipv6");
home.addSubnet("2001:db8::", 32, "ipv6");

/** All that was ever given out of IPv6. */
const openInternet = new BlockList();
openInternet.addSubnet("2000::", 3, "ipv6");

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
const isLocalName = (host: string) =>
  host === "localhost" || (isIP(host) !== 0 && thisMachine.check(host, familyOf(host)));

/**
 * How far a request may go. `named`: to what an owner has named, which may stand in its own network (homeservers and
 * models live at home), and on this machine where the name says so: a name of others that leads here is a trick.
 * `public`: to what a page, a message or a model has named: nowhere but to the open internet.
 */
export type Reach = "named" | "public";

/** Whether an address may be dialled for a host of that name. */
function mayDial(host: string, address: string, reach: Reach = "named"): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // IPv4 in the clothes of IPv6 is judged as what it is.
  const plain = family === 6 ? /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1] : undefined;
  if (plain !== undefined) return mayDial(host, plain, reach);
  if (family === 6 && /^::ffff:/i.test(address)) return false;
  if (nowhere.check(address, familyOf(address))) return false;
  if (reach === "public" && family === 6 && !openInternet.check(address, "ipv6")) return false;
  if (reach === "public")
    return !thisMachine.check(address, familyOf(address)) && !home.check(address, familyOf(address));
  return isLocalName(host) || !thisMachine.check(address, familyOf(address));
}

/** Answers addresses that may be dialled, and no other: what is looked at is what is dialled. */
export function checkedLookup(host: string, resolve: Resolve, reach: Reach = "named"): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (found) => {
        const allowed = found.filter(({ address }) => mayDial(host, address, reach));
        const [first] = allowed;
        if (first === undefined) done(new Error("its address is not dialled"), "", 0);
        else if (options.all === true) done(null, allowed);
        else done(null, first.address, first.family);
      },
      (fault: unknown) => done(fault instanceof Error ? fault : new Error("no such name"), "", 0),
    );
  };
}

/** An address that may be asked, and its host. Throws an `Error` whose message holds no part of it but the host. */
export function targetOf(address: string, reach: Reach = "named"): { readonly target: URL; readonly host: string } {
  const target = new URL(address);
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (target.protocol !== "https:" && target.protocol !== "http:") throw new Error(`${host}: neither http nor https`);
  if (target.username !== "" || target.password !== "") throw new Error(`${host}: an address with a password`);
  // A literal address is dialled without a lookup.
  if (isIP(host) !== 0 && !mayDial(host, host, reach)) throw new Error(`${host} is not dialled`);
  return { target, host };
}

/** What went wrong with a host, without anything else of the address. */
export function named(host: string, thrown: unknown): Error {
  const { code } = Object(thrown);
  const why = typeof code === "string" ? code : thrown instanceof Error ? thrown.message : "no answer";
  return new Error(`${host}: ${why}`, { cause: thrown });
}
