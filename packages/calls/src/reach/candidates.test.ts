import { expect, test } from "vitest";
import { addressesOf, isLoopback, keepTransport, offeredIn } from "./candidates.ts";

const udp = "candidate:1 1 udp 2130706431 203.0.113.7 7882 typ host ufrag abc";
const tcp = "candidate:2 1 tcp 1671430143 203.0.113.7 7881 typ host tcptype passive";
const six = "candidate:3 1 UDP 2130706431 2001:db8::7 7882 typ host";

test("candidates are read as browsers and as descriptions write them", () => {
  expect(offeredIn(udp)).toEqual({ transport: "udp", host: "203.0.113.7", port: 7882 });
  expect(offeredIn(`a=${tcp}`)).toEqual({ transport: "tcp", host: "203.0.113.7", port: 7881 });
  expect(offeredIn(six)?.host).toBe("2001:db8::7");
  for (const other of ["", "a=end-of-candidates", "candidate:", "a=candidate:1 1 sctp 1 host 1 typ host"]) {
    expect(offeredIn(other)).toBeNull();
  }
});

test("of a description only one transport is left, and everything that is no candidate", () => {
  const lines = [
    "v=0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    `a=${udp}`,
    `a=${tcp}`,
    "a=end-of-candidates",
    "",
  ];
  const kept = keepTransport(lines.join("\r\n"), "tcp");
  expect(kept.sdp).toBe(lines.filter((line) => line !== `a=${udp}`).join("\r\n"));
  expect(kept.offered.map(({ port }) => port)).toEqual([7881]);
});

test("addresses are said once each, and no more than a line holds", () => {
  const many = Array.from({ length: 9 }, (_, n) => ({ transport: "udp" as const, host: `10.0.0.${n}`, port: 1 }));
  expect(addressesOf([...many, ...many]).split(", ")).toHaveLength(4);
  const [own] = [offeredIn(six)];
  expect(own === null || own === undefined ? "" : addressesOf([own, own])).toBe("[2001:db8::7]:7882");
});

test("what stays on one machine is told from what does not", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]", "parley.localhost"]) {
    expect(isLoopback(host)).toBe(true);
  }
  for (const host of ["10.0.0.1", "chat.example.org", "localhost.example.org", "2001:db8::1"]) {
    expect(isLoopback(host)).toBe(false);
  }
});
