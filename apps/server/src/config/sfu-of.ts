import { isIPv4 } from "node:net";
import { resolve } from "node:path";
import type { RawSettings, SettingName } from "./schema.ts";
import { isLoopbackHost, type Settings, type TurnSettings } from "./settings.ts";
import { turnServerOf } from "./turn.ts";

/** What settings that belong together are checked with. */
export interface Checks {
  readonly readable: (name: SettingName, path: string | undefined) => string | null;
  readonly fault: (name: SettingName, message: string) => void;
}

/** What is said of LiveKit and of relays; faults of one against another go to `fault`. */
export function sfuOf(raw: RawSettings, { readable, fault }: Checks): Settings["sfu"] {
  const fromFile = readable("livekitSecretFile", raw.livekitSecretFile)?.trim();
  if (raw.livekit === undefined) {
    for (const name of ["livekitKey", "livekitSecret", "livekitSecretFile"] as const) {
      if (raw[name] !== undefined) fault(name, "needs --livekit too");
    }
    return {
      mode: "embedded",
      binary: raw.livekitBinary === undefined ? null : resolve(raw.livekitBinary),
      mediaAddress: raw.mediaAddress ?? null,
      turn: turnOf(raw, { readable, fault }),
    };
  }
  for (const name of ["mediaAddress", "turn", "turnPort", "turnSecret", "turnSecretFile"] as const) {
    if (raw[name] !== undefined)
      fault(name, "cannot stand beside --livekit: set it in that LiveKit's own configuration");
  }
  if (raw.livekitBinary !== undefined) fault("livekitBinary", "cannot stand beside --livekit: nothing is started then");
  const secret = raw.livekitSecret ?? fromFile ?? "";
  if (raw.livekitKey === undefined) fault("livekit", "needs its API key too: --livekit-key KEY");
  if (secret === "" && raw.livekitSecretFile === undefined) {
    fault("livekit", "needs its API secret too: --livekit-secret-file FILE or PARLEY_LIVEKIT_SECRET");
  } else if (secret === "" && fromFile === "") fault("livekitSecretFile", "is empty");
  return { mode: "attached", url: raw.livekit.replace(/\/+$/, ""), key: raw.livekitKey ?? "", secret };
}

function turnOf(raw: RawSettings, { readable, fault }: Checks): TurnSettings {
  const entries = raw.turn ?? [];
  const own = entries.includes("embedded");
  const servers = entries.flatMap((entry) => turnServerOf(entry) ?? []);
  const fromFile = readable("turnSecretFile", raw.turnSecretFile)?.trim();
  const secret = raw.turnSecret ?? fromFile ?? "";
  if (raw.turnPort !== undefined && !own) fault("turnPort", "needs --turn embedded too");
  if (own && raw.mediaAddress === undefined && isAnyAddress(raw.host)) {
    fault("turn", "embedded needs the address at which people reach this machine: --media-address IPV4");
  }
  if (servers.length === 0) {
    for (const name of ["turnSecret", "turnSecretFile"] as const) {
      if (raw[name] !== undefined) fault(name, "needs the address of a relay too: --turn turns:HOST:PORT");
    }
  } else if (secret === "" && raw.turnSecretFile === undefined) {
    fault("turn", "needs the relay's shared secret too: --turn-secret-file FILE or PARLEY_TURN_SECRET");
  } else if (secret === "" && fromFile === "") fault("turnSecretFile", "is empty");
  return {
    ownPort: own ? (raw.turnPort ?? 3478) : null,
    servers: servers.map((server) => ({ ...server, secret })),
  };
}

/** Whether a server listens at all of a machine's addresses, so that none of them is known to be the one. */
function isAnyAddress(host = "127.0.0.1"): boolean {
  return !isLoopbackHost(host) && (!isIPv4(host) || host === "0.0.0.0");
}
