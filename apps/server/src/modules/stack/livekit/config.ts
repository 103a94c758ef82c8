import type { TurnSettings } from "../../../config/settings.ts";

/** What `livekitConfig` needs to know. */
export interface LivekitConfigInput {
  /** Signalling, TCP, loopback always: people reach it through our own port. */
  readonly port: number;
  /** Media, UDP. */
  readonly mediaPort: number;
  readonly media: MediaPlace;
  readonly turn: TurnSettings;
  readonly key: string;
  readonly secret: string;
  /** Where it tells of comings and goings; null: nowhere. */
  readonly webhook: string | null;
}

/** Where media is offered: on this machine alone, at all of its addresses, or at one (its own, or that of a router before it). */
export type MediaPlace = "loopback" | "any" | { readonly address: string; readonly own: boolean };

const loopback = "127.0.0.1";

/**
 * LiveKit's configuration (1.13.5, config-sample.yaml). `bind_addresses` covers signalling only; on this machine alone
 * media is kept to 127.0.0.1 as well, without TCP, so that nothing listens beyond. JSON is valid YAML.
 */
export function livekitConfig(input: LivekitConfigInput): Record<string, unknown> {
  const { port, mediaPort, media, turn, key, secret, webhook } = input;
  return {
    port,
    bind_addresses: [loopback],
    rtc: {
      udp_port: mediaPort,
      use_external_ip: false,
      // An empty list would hand out Google's servers; nothing listens here, and nobody needs it.
      stun_servers: [`${loopback}:3478`],
      ...mediaAddresses(media, mediaPort),
      ...(turn.servers.length === 0 ? {} : { turn_servers: turn.servers }),
    },
    ...(turn.ownPort === null ? {} : { turn: ownTurn(turn.ownPort, media) }),
    keys: { [key]: secret },
    // Only our token service makes rooms.
    room: { auto_create: false, empty_timeout: 300, departure_timeout: 20 },
    ...(webhook === null ? {} : { webhook: { api_key: key, urls: [webhook] } }),
    logging: { level: "info", json: true },
  };
}

function mediaAddresses(media: MediaPlace, mediaPort: number): Record<string, unknown> {
  if (media === "loopback") {
    return { tcp_port: 0, node_ip: loopback, enable_loopback_candidate: true, ips: { includes: [`${loopback}/32`] } };
  }
  const tcp = { tcp_port: mediaPort - 1 };
  if (media === "any") return tcp;
  return { ...tcp, node_ip: media.address, ...(media.own ? { ips: { includes: [`${media.address}/32`] } } : {}) };
}

/** LiveKit's own relay. Nothing is relayed to anywhere but LiveKit: by itself it would open the way to every public address. */
function ownTurn(port: number, media: MediaPlace): Record<string, unknown> {
  if (media === "any") throw new Error("a relay needs an address");
  const address = media === "loopback" ? loopback : media.address;
  return {
    enabled: true,
    udp_port: port,
    ...(media === "loopback" ? { bind_addresses: [loopback] } : {}),
    allow_restricted_peer_cidrs: [`${address}/32`],
    deny_peer_cidrs: [...everythingBut(address), "::/0"],
  };
}

/** The 32 ranges that hold every IPv4 address but this one. */
function everythingBut(address: string): string[] {
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return Array.from({ length: 32 }, (_, bit) => {
    const size = 2 ** bit;
    // The neighbour of the block of this size that holds the address.
    const block = Math.floor(number / size);
    const neighbour = (block % 2 === 0 ? block + 1 : block - 1) * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(neighbour / 2 ** shift) % 256).join(".")}/${32 - bit}`;
  });
}
