import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { createPeerReader } from "./guard.ts";

const from = (remoteAddress: string) =>
  createPeerReader([])({
    socket: { remoteAddress, localAddress: "192.0.2.1" },
    headers: {},
  } as unknown as IncomingMessage);

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s is counted as %s: a network of one owner is one", (address, counted) => {
  expect(from(address).counted).toBe(counted);
  // The homeserver is told the address itself.
  expect(from(address).address).toBe(address.replace("::ffff:", ""));
});
