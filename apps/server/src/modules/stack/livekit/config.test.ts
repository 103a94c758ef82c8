import { BlockList } from "node:net";
import { expect, test } from "vitest";
import { livekitConfig, type MediaPlace } from "./config.ts";

const off = { ownPort: null, servers: [] };
const here: MediaPlace = { address: "192.0.2.7", own: true };
const config = (media: MediaPlace, turn: Parameters<typeof livekitConfig>[0]["turn"] = off) =>
  livekitConfig({ port: 7000, mediaPort: 7882, media, turn, key: "k", secret: "s", webhook: null });

test("with a loopback host media is loopback too, without TCP", () => {
  expect(config("loopback")).toMatchObject({
    bind_addresses: ["127.0.0.1"],
    rtc: { tcp_port: 0, udp_port: 7882, ips: { includes: ["127.0.0.1/32"] } },
  });
});

test("beyond it media goes to the address of the server and no other; signalling stays here", () => {
  expect(config(here)).toMatchObject({
    bind_addresses: ["127.0.0.1"],
    rtc: { tcp_port: 7881, udp_port: 7882, node_ip: "192.0.2.7", ips: { includes: ["192.0.2.7/32"] } },
  });
  expect(config("any")).toMatchObject({ bind_addresses: ["127.0.0.1"], rtc: { tcp_port: 7881 } });
});

test("a router's address is offered, and not looked for on this machine", () => {
  const { rtc } = config({ address: "203.0.113.9", own: false });
  expect(rtc).toMatchObject({ tcp_port: 7881, node_ip: "203.0.113.9" });
  expect(rtc).not.toHaveProperty("ips");
});

test("rooms are made by our token service only, and nobody is sent to Google", () => {
  for (const media of ["loopback", "any"] as const) {
    expect(config(media)).toMatchObject({ room: { auto_create: false }, rtc: { stun_servers: ["127.0.0.1:3478"] } });
    expect(config(media)).not.toHaveProperty("turn");
  }
});

test("a coturn is named with its secret, for LiveKit to make credentials of", () => {
  const server = { host: "turn.example.org", port: 5349, protocol: "tls", secret: "s" } as const;
  expect(config("any", { ownPort: null, servers: [server] })).toMatchObject({ rtc: { turn_servers: [server] } });
});

test.each(["192.0.2.7", "10.0.0.1", "203.0.113.0", "255.255.255.255", "127.0.0.1"])(
  "LiveKit's own relay opens the way to %s and to nothing else",
  (address) => {
    const { turn } = config({ address, own: true }, { ownPort: 3478, servers: [] }) as {
      turn: { deny_peer_cidrs: string[]; allow_restricted_peer_cidrs: string[] };
    };
    expect(turn).toMatchObject({ enabled: true, udp_port: 3478, allow_restricted_peer_cidrs: [`${address}/32`] });
    // LiveKit looks for addresses of one family in ranges of the same.
    expect(turn.deny_peer_cidrs).toContain("::/0");
    const denied = new BlockList();
    for (const range of turn.deny_peer_cidrs.filter((range) => !range.includes(":"))) {
      const [net = "", length] = range.split("/");
      denied.addSubnet(net, Number(length));
    }
    expect(denied.check(address)).toBe(false);
    const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    for (let bit = 0; bit < 32; bit += 1) {
      // Each differs from it in one bit, and in any below.
      const other = (number ^ (2 ** bit)) >>> 0;
      for (const low of [other, (other ^ (2 ** bit - 1)) >>> 0]) {
        expect(denied.check([24, 16, 8, 0].map((shift) => (low >>> shift) & 255).join("."))).toBe(true);
      }
    }
  },
);
