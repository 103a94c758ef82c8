/** One address at which LiveKit offers media. */
export interface Offered {
  readonly transport: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
}

const form = /^(?:a=)?candidate:\S+ \d+ (udp|tcp) \d+ (\S+) (\d+) typ /i;

/** Reads a line of SDP or the text of a trickled candidate (RFC 8839); null: another line. */
export function offeredIn(line: string): Offered | null {
  const [, transport, host, port] = form.exec(line) ?? [];
  if (transport === undefined || host === undefined) return null;
  return { transport: transport.toLowerCase() === "tcp" ? "tcp" : "udp", host, port: Number(port) };
}

/** A description without the candidates of another transport, and those that stay. */
export function keepTransport(
  sdp: string,
  transport: Offered["transport"],
): { readonly sdp: string; readonly offered: readonly Offered[] } {
  const offered: Offered[] = [];
  const lines = sdp.split("\r\n").filter((line) => {
    const found = offeredIn(line);
    if (found?.transport === transport) offered.push(found);
    return found === null || found.transport === transport;
  });
  return { sdp: lines.join("\r\n"), offered };
}

/** Addresses for people, each once. */
export function addressesOf(offered: readonly Offered[]): string {
  const each = offered.map(({ host, port }) => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`));
  return [...new Set(each)].slice(0, 4).join(", ");
}

export function isLoopback(host: string): boolean {
  return /^(?:127\.|localhost$|::1$|\[::1\]$)/.test(host) || host.endsWith(".localhost");
}
