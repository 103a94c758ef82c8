/** A TURN server that runs elsewhere. Credentials are made of the secret (coturn's `use-auth-secret`). */
export interface TurnServer {
  readonly host: string;
  readonly port: number;
  readonly protocol: "udp" | "tcp" | "tls";
}

const form = /^(turns?):([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::([0-9]{1,5}))?(?:\?transport=(udp|tcp))?$/;

/** Reads `turn:HOST[:PORT][?transport=udp|tcp]` or `turns:HOST[:PORT]` (RFC 7065, without IPv6 literals and without DTLS); null: neither. */
export function turnServerOf(address: string): TurnServer | null {
  const [, scheme, host = "", port, transport] = form.exec(address) ?? [];
  if (scheme === undefined || host.includes("..")) return null;
  const tls = scheme === "turns";
  if (tls && transport === "udp") return null;
  const number = port === undefined ? (tls ? 5349 : 3478) : Number(port);
  if (number < 1 || number > 65_535) return null;
  return { host, port: number, protocol: tls ? "tls" : (transport ?? "udp") === "tcp" ? "tcp" : "udp" };
}
