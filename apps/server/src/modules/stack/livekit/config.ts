/** What `livekitConfig` needs to know. */
export interface LivekitConfigInput {
  /** Signalling, TCP, loopback always: people reach it through our own port. */
  readonly port: number;
  /** Media, UDP. */
  readonly mediaPort: number;
  /** Where media is offered: `loopback`, one IPv4 address, or `any`. */
  readonly media: string;
  readonly key: string;
  readonly secret: string;
  /** Where it tells of comings and goings; null: nowhere. */
  readonly webhook: string | null;
}

/**
 * LiveKit's configuration (1.13.5, config-sample.yaml). `bind_addresses` covers signalling only; with a loopback host
 * media is kept to 127.0.0.1 as well, without TCP, so that nothing listens beyond. JSON is valid YAML.
 */
export function livekitConfig(input: LivekitConfigInput): Record<string, unknown> {
  const { port, mediaPort, media, key, secret, webhook } = input;
  return {
    port,
    bind_addresses: ["127.0.0.1"],
    rtc: {
      udp_port: mediaPort,
      use_external_ip: false,
      // An empty list would hand out Google's servers; nothing listens here, and nobody needs it.
      stun_servers: ["127.0.0.1:3478"],
      ...mediaAddresses(media, mediaPort),
    },
    keys: { [key]: secret },
    // Only our token service makes rooms.
    room: { auto_create: false, empty_timeout: 300, departure_timeout: 20 },
    ...(webhook === null ? {} : { webhook: { api_key: key, urls: [webhook] } }),
    logging: { level: "info", json: true },
  };
}

function mediaAddresses(media: string, mediaPort: number): Record<string, unknown> {
  if (media === "loopback") {
    return { tcp_port: 0, node_ip: "127.0.0.1", enable_loopback_candidate: true, ips: { includes: ["127.0.0.1/32"] } };
  }
  const tcp = { tcp_port: mediaPort - 1 };
  return media === "any" ? tcp : { ...tcp, node_ip: media, ips: { includes: [`${media}/32`] } };
}
