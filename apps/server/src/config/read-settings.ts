import { join, resolve } from "node:path";
import { messageOf } from "@parley/kernel";
import { hookMappingsOf } from "./hook-mappings.ts";
import { mcpServersOf } from "./mcp-servers.ts";
import { type MembersFrom, membersFromOf } from "./members-from.ts";
import { nearest } from "./nearest.ts";
import { otherHomeserversOf } from "./other-homeservers.ts";
import { type Collected, readConfigFile } from "./read-config-file.ts";
import {
  flagOf,
  isServerName,
  type RawSettings,
  type SettingName,
  settingNames,
  settingRows,
  variableOf,
} from "./schema.ts";
import type { SettingRow } from "./setting-row.ts";
import { isLoopbackHost, type Settings, type SettingsFault } from "./settings.ts";
import { type Checks, sfuOf } from "./sfu-of.ts";

/** Where settings come from. `readFile` throws as `fs.readFileSync` does. */
export interface SettingsSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings; readonly setupLink: boolean; readonly configPath: string }
  | { readonly ok: false; readonly faults: readonly SettingsFault[] };

/**
 * Reads flags, then environment, then the JSON5 file (`--config FILE`, `PARLEY_CONFIG` or `<data>/parley.json5`); the
 * first that names a setting wins. All faults of all sources are found in one go. Touches nothing but `readFile`.
 */
export function readSettings(sources: SettingsSources): SettingsResult {
  const faults: SettingsFault[] = [];
  const flags = readFlags(sources.argv, faults);
  const environment = readEnvironment(sources.env, faults);
  const home = sources.env.HOME ?? "";
  const fallback = join(sources.env.XDG_DATA_HOME || join(home, ".local/share"), "parley");
  const given = flags.values.data ?? environment.values.data;
  const dataFolder = resolve(typeof given === "string" ? given : fallback);
  const configFile = flags.config ?? sources.env.PARLEY_CONFIG ?? null;
  const configPath = configFile === null ? join(dataFolder, "parley.json5") : resolve(configFile);
  const file = readConfigFile(configPath, {
    readFile: sources.readFile,
    env: sources.env,
    mustExist: configFile !== null,
    faults,
  });

  const layers = [flags, environment, file];
  const raw: RawSettings = {};
  const origin = new Map<string, string>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.values)) {
      if (origin.has(name)) continue;
      origin.set(name, layer.origin.get(name) ?? "");
      Object.assign(raw, { [name]: value });
    }
  }
  // Two data folders at once: the file that names another one lies inside this one.
  if (configFile === null && file.values.data !== undefined && resolve(String(file.values.data)) !== dataFolder) {
    faults.push({
      at: file.origin.get("data") ?? "",
      path: "data",
      message: "a file inside a data folder cannot name another one; use --data or --config",
    });
  }
  const settings = assemble(raw, {
    dataFolder: raw.data === undefined ? dataFolder : resolve(String(raw.data)),
    partsFolder: resolve(
      sources.env.PARLEY_PARTS || join(sources.env.XDG_CACHE_HOME || join(home, ".cache"), "parley", "parts"),
    ),
    readFile: sources.readFile,
    fault: (name, message) => faults.push({ at: origin.get(name) ?? flagOf(name), path: name, message }),
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings, setupLink: flags.setupLink, configPath };
}

/** `--help`, one line a setting. */
export function settingsHelp(): string {
  const rows = settingNames.map((name) => {
    const row: SettingRow = settingRows[name];
    if (row.fileOnly) return `  ${name.padEnd(34)} ${row.about} [file]`;
    const flag = row.environmentOnly ? "" : `${flagOf(name)}${row.sample ? ` ${row.sample}` : ""}`;
    return `  ${flag.padEnd(34)} ${row.about} [${variableOf(name)}]`;
  });
  return [
    "npm start -- [flags]",
    "",
    ...rows,
    `  ${"--config FILE".padEnd(34)} Settings as JSON5, the same names in camelCase. Default: DATA/parley.json5. [PARLEY_CONFIG]`,
    `  ${"--setup-link".padEnd(34)} Print a new one-time link while there is no owner.`,
  ].join("\n");
}

interface Assembly {
  readonly dataFolder: string;
  readonly partsFolder: string;
  readonly readFile: (path: string) => string;
  readonly fault: (name: SettingName, message: string) => void;
}

function assemble(raw: RawSettings, { dataFolder, partsFolder, readFile, fault }: Assembly): Settings {
  const host = raw.host ?? "127.0.0.1";
  const readable = (name: SettingName, path: string | undefined): string | null => {
    if (path === undefined) return null;
    try {
      return readFile(resolve(path));
    } catch (thrown) {
      fault(name, `cannot be read: ${messageOf(thrown)}`);
      return null;
    }
  };
  readable("tlsCert", raw.tlsCert);
  readable("tlsKey", raw.tlsKey);
  if (raw.tlsCert !== undefined && raw.tlsKey === undefined) fault("tlsCert", "needs --tls-key too");
  if (raw.tlsKey !== undefined && raw.tlsCert === undefined) fault("tlsKey", "needs --tls-cert too");
  const tls =
    raw.tlsCert !== undefined && raw.tlsKey !== undefined
      ? { certFile: resolve(raw.tlsCert), keyFile: resolve(raw.tlsKey) }
      : null;
  const trustedProxies = raw.trustedProxy ?? [];
  if (!isLoopbackHost(host) && tls === null && trustedProxies.length === 0) {
    fault(
      "host",
      `${host} can be reached from other machines, and without TLS passwords and keys would travel in the open. Either give a certificate (--tls-cert FILE --tls-key FILE), or run a reverse proxy that has one and name its address (--trusted-proxy CIDR), or leave --host away`,
    );
  }
  const publicUrl = raw.publicUrl ?? null;
  if (publicUrl?.startsWith("http:") && !isLocalName(new URL(publicUrl).hostname)) {
    fault("publicUrl", "must begin with https:// (without TLS a browser gives no encryption and no microphone)");
  }
  return {
    dataFolder,
    partsFolder,
    port: raw.port ?? null,
    host,
    publicUrl,
    tls,
    trustedProxies,
    homeserver: homeserverOf(raw, { readable, fault }),
    otherHomeservers: otherHomeserversOf(raw.homeservers ?? []),
    membersFrom: membersOf(raw, fault),
    mcpServers: mcpServersOf(raw.mcpServers),
    hookMappings: hookMappingsOf(raw.hooks),
    keep: { runs: raw.keepRuns ?? null, usage: raw.keepUsage ?? null, audit: raw.keepAudit ?? null },
    sfu: sfuOf(raw, { readable, fault }),
    open: raw.open ?? true,
  };
}

function homeserverOf(raw: RawSettings, { readable, fault }: Checks): Settings["homeserver"] {
  if (raw.homeserver === undefined) {
    if (raw.homeserverAdminTokenFile !== undefined) fault("homeserverAdminTokenFile", "needs --homeserver too");
    return { mode: "embedded", domain: raw.domain ?? null, limits: raw.limits ?? "normal" };
  }
  if (raw.domain === undefined) {
    fault("homeserver", "needs its server name too: --domain NAME, the part after the colon in @name:example.org");
  }
  readable("homeserverAdminTokenFile", raw.homeserverAdminTokenFile);
  return {
    mode: "attached",
    url: raw.homeserver,
    domain: raw.domain ?? "",
    adminTokenFile: raw.homeserverAdminTokenFile === undefined ? null : resolve(raw.homeserverAdminTokenFile),
  };
}

function membersOf(raw: RawSettings, fault: Assembly["fault"]): readonly MembersFrom[] {
  const entries = (raw.membersFrom ?? []).flatMap((entry) => membersFromOf(entry, isServerName) ?? []);
  if (entries.length > 0 && otherHomeserversOf(raw.homeservers ?? []) === "none") {
    fault("membersFrom", "needs --homeservers too: people sign in at their homeserver first");
  }
  if (entries.some(({ name }) => name === raw.domain)) {
    fault("membersFrom", `${raw.domain} is this server's own name: its accounts sign in anyway`);
  }
  return entries;
}

function isLocalName(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127\./.test(hostname);
}

function readFlags(
  argv: readonly string[],
  faults: SettingsFault[],
): Collected & { config: string | null; setupLink: boolean } {
  const byFlag = new Map(settingNames.filter(isFlag).map((name) => [flagOf(name), name]));
  const values: Record<string, unknown> = {};
  const origin = new Map<string, string>();
  let config: string | null = null;
  let setupLink = false;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    const cut = word.indexOf("=");
    const flag = cut < 0 ? word : word.slice(0, cut);
    const following = argv[index + 1];
    const take = (): string | undefined => {
      if (cut >= 0) return word.slice(cut + 1);
      if (following === undefined || following.startsWith("--")) return undefined;
      index += 1;
      return following;
    };
    if (flag === "--setup-link") setupLink = true;
    else if (flag === "--config") config = take() ?? missingValue(flag, faults);
    else if (flag === "--no-open" || flag === "--open") values.open = flag === "--open";
    else {
      const name = byFlag.get(flag);
      // What follows an unknown flag is its value: one slip of the pen is one fault.
      const value = flag.startsWith("--") ? take() : undefined;
      if (name === undefined)
        faults.push({ at: flag.startsWith("--") ? flag : word, path: "", message: unknown(flag) });
      else if (value === undefined) missingValue(flag, faults);
      else takeText(name, value, flag, { values, origin, faults });
    }
  }
  return { values, origin, faults, config, setupLink };
}

function unknown(flag: string): string {
  const flags = [
    ...settingNames.filter(isFlag).map(flagOf),
    "--config",
    "--setup-link",
    "--open",
    "--no-open",
    "--help",
  ];
  const meant = flag.length > 64 ? null : nearest(flag, flags);
  return `is not known; ${meant === null ? "" : `${meant} was perhaps meant, `}npm start -- --help lists all`;
}

function missingValue(flag: string, faults: SettingsFault[]): null {
  faults.push({ at: flag, path: "", message: "needs a value" });
  return null;
}

function isFlag(name: SettingName): boolean {
  const row: SettingRow = settingRows[name];
  return row.environmentOnly !== true && row.fileOnly !== true && row.kind !== "switch";
}

function isFileOnly(name: SettingName): boolean {
  const row: SettingRow = settingRows[name];
  return row.fileOnly === true;
}

function readEnvironment(env: SettingsSources["env"], faults: SettingsFault[]): Collected {
  const collected: Collected = { values: {}, origin: new Map(), faults };
  for (const name of settingNames.filter((one) => !isFileOnly(one))) {
    const value = env[variableOf(name)];
    if (value !== undefined && value !== "") takeText(name, value, variableOf(name), collected);
  }
  return collected;
}

/** Turns the text of a flag or a variable into a value and checks it. */
function takeText(name: SettingName, text: string, at: string, into: Collected): void {
  const row: SettingRow = settingRows[name];
  const parsed = row.schema.safeParse(fromText(row, text));
  if (parsed.success) {
    into.values[name] = parsed.data;
    into.origin.set(name, at);
  } else for (const issue of parsed.error.issues) into.faults.push({ at, path: name, message: issue.message });
}

function fromText(row: SettingRow, text: string): unknown {
  if (row.kind === "integer") return /^[0-9]+$/.test(text) ? Number(text) : text;
  if (row.kind === "list") return text.split(",").map((item) => item.trim());
  if (row.kind === "switch")
    return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text;
  return text;
}
