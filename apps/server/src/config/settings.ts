import type { HookMapping } from "./hook-mappings.ts";
import type { Keep } from "./keep-rows.ts";
import type { McpServer } from "./mcp-servers.ts";
import type { MembersFrom } from "./members-from.ts";
import type { OtherHomeservers } from "./other-homeservers.ts";
import type { TurnServer } from "./turn.ts";

/** What a run of the server is told, checked. Made by `readSettings`; paths are absolute. */
export interface Settings {
  /** Where everything of this server is kept. */
  readonly dataFolder: string;
  /** Programs that we installed (Synapse, LiveKit), shared by all data folders of this user. */
  readonly partsFolder: string;
  /** The port that was asked for; null: the stored one, else the first free one from 8420. */
  readonly port: number | null;
  /** The address to listen on; loopback unless TLS or a trusted proxy is named. */
  readonly host: string;
  /** Without a trailing slash; null: made from scheme and port. */
  readonly publicUrl: string | null;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[];
  readonly homeserver: HomeserverSettings;
  readonly otherHomeservers: OtherHomeservers;
  /** Those of them whose accounts are members here. */
  readonly membersFrom: readonly MembersFrom[];
  readonly sfu: SfuSettings;
  /** Where agents find more tools. */
  readonly mcpServers: readonly McpServer[];
  /** What becomes of events of others. */
  readonly hookMappings: readonly HookMapping[];
  readonly keep: Keep;
  /** Whether to open a browser when ready. */
  readonly open: boolean;
}

export type HomeserverSettings =
  | { readonly mode: "embedded"; readonly domain: string | null; readonly limits: "normal" | "relaxed" }
  | {
      readonly mode: "attached";
      readonly url: string;
      readonly domain: string;
      readonly adminTokenFile: string | null;
    };

export type SfuSettings =
  | {
      readonly mode: "embedded";
      readonly binary: string | null;
      /** The IPv4 address at which people reach it; null: that of `host`. */
      readonly mediaAddress: string | null;
      readonly turn: TurnSettings;
    }
  | { readonly mode: "attached"; readonly url: string; readonly key: string; readonly secret: string };

/** What relays media where a network lets none through. */
export interface TurnSettings {
  /** The UDP port of LiveKit's own; null: it is off. */
  readonly ownPort: number | null;
  readonly servers: readonly (TurnServer & { readonly secret: string })[];
}

/** One thing that is wrong with what was given, and where it stands. */
export interface SettingsFault {
  /** `/path/parley.json5:3`, `--port` or `PARLEY_PORT`. */
  readonly at: string;
  /** Dotted path of the setting; empty when the whole source is meant. */
  readonly path: string;
  readonly message: string;
}

/** A fault as one line for the terminal. */
export function faultLine(fault: SettingsFault): string {
  const named = fault.path === "" || fault.at.startsWith("-") || fault.at.startsWith("PARLEY_");
  return named ? `${fault.at}: ${fault.message}` : `${fault.at}: ${fault.path}: ${fault.message}`;
}

/** Whether an address to listen on reaches this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.[0-9.]+$/.test(host);
}
