import type { PresenceEntry } from "@parley/protocol";
import type { Introduced } from "./handshake.ts";

/** Who keeps which clients are there. */
export interface Presence {
  /** What an account may see. */
  of(account: string): PresenceEntry[];
  /** Grows with each change. */
  version(): number;
  /** A client came; the returned function says that it went. */
  joined(account: string, key: string, entry: Omit<PresenceEntry, "ts">): () => void;
}

/** Enters a connection; command lines come and go with each call and are left out. */
export function enter(presence: Presence, { principal, client, deviceId }: Introduced, connId: string): () => void {
  if (client.mode === "cli" || client.mode === "probe") return () => {};
  const instanceId = deviceId ?? client.instanceId;
  const given = <K extends string>(name: K, value: string | null | undefined) => (value ? { [name]: value } : {});
  return presence.joined(principal.userId, instanceId ?? connId, {
    host: client.displayName || client.id,
    version: client.version,
    platform: client.platform,
    mode: client.mode,
    ...given("deviceFamily", client.deviceFamily),
    ...given("modelIdentifier", client.modelIdentifier),
    ...given("deviceId", deviceId),
    ...given("instanceId", instanceId),
    roles: ["operator"],
    scopes: [...principal.scopes],
    reason: "connect",
  });
}
