import { expect, test } from "vitest";
import { livekitConfig } from "./config.ts";

const config = (media: string) =>
  livekitConfig({ port: 7000, mediaPort: 7882, media, key: "k", secret: "s", webhook: null });

test("with a loopback host media is loopback too, without TCP", () => {
  expect(config("loopback")).toMatchObject({
    bind_addresses: ["127.0.0.1"],
    rtc: { tcp_port: 0, udp_port: 7882, ips: { includes: ["127.0.0.1/32"] } },
  });
});

test("beyond it media goes to the address of the server and no other; signalling stays here", () => {
  expect(config("192.0.2.7")).toMatchObject({
    bind_addresses: ["127.0.0.1"],
    rtc: { tcp_port: 7881, udp_port: 7882, node_ip: "192.0.2.7", ips: { includes: ["192.0.2.7/32"] } },
  });
  expect(config("any")).toMatchObject({ bind_addresses: ["127.0.0.1"], rtc: { tcp_port: 7881 } });
});

test("rooms are made by our token service only, and nobody is sent to Google", () => {
  for (const media of ["loopback", "any"]) {
    expect(config(media)).toMatchObject({ room: { auto_create: false }, rtc: { stun_servers: ["127.0.0.1:3478"] } });
  }
});
