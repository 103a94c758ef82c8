import { createHash } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import { z } from "zod";
import { hookRows } from "./hook-mappings.ts";
import { keepRows } from "./keep-rows.ts";
import { loadConfig, parseObject } from "./load-config.ts";
import { mcpRows } from "./mcp-servers.ts";
import { guardedSettings } from "./read-config-file.ts";
import { readSettings, type SettingsResult, type SettingsSources, settingsHelp } from "./read-settings.ts";
import { type SettingName, settingNames, settingRows, settingsSchema } from "./schema.ts";
import type { SettingRow } from "./setting-row.ts";
import type { Settings, SettingsFault } from "./settings.ts";
import { sfuRows } from "./sfu-rows.ts";

/** What stands in the file of settings, and what it comes to. */
export interface ConfigState {
  readonly exists: boolean;
  readonly text: string;
  /** SHA-256 of the text, in hex. Whoever writes shows the one that they read. */
  readonly hash: string;
  /** With what it includes, variables left as they stand. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The file and those that it includes. */
  readonly files: readonly string[];
  /** Whether it could be read as JSON5 at all. */
  readonly parses: boolean;
  readonly faults: readonly SettingsFault[];
  /** Null where there are faults. */
  readonly settings: Settings | null;
}

/** The file of settings: one place for the start, for changes while the server runs, and for whoever reads them. */
export interface ConfigFile {
  readonly path: string;
  read(): ConfigState;
  /** What a text would come to if it stood there. */
  weigh(text: string): ConfigState;
  /** Whole or not at all; what stood there before is kept beside it, as `.bak`. */
  write(text: string): void;
  /** Calls back some time after one of these files was changed. */
  watch(files: readonly string[], onChange: () => void): () => void;
  /** A text as a plain object, nothing included or filled in; null: it is none. */
  parse(text: string): Readonly<Record<string, unknown>> | null;
  /** The schema of the file, and what a form says about each setting. */
  describe(): SettingsDescription;
  /** Settings that are in force at once, without a restart. */
  readonly hot: ReadonlySet<string>;
  /** Settings that name files and programs. */
  readonly guarded: ReadonlySet<string>;
}

interface SettingsDescription {
  readonly schema: Record<string, unknown>;
  readonly hints: Record<
    string,
    { label: string; help: string; order: number; group: string; sensitive: boolean; advanced: boolean }
  >;
}

/** Read anew whenever they are asked for: nothing of them is remembered. */
const hotSettings: ReadonlySet<string> = new Set([
  "homeservers",
  "membersFrom",
  "mcpServers",
  "hooks",
  "keepRuns",
  "keepUsage",
  "keepAudit",
]);

const homeserverSettings: ReadonlySet<SettingName> = new Set<SettingName>([
  "homeserver",
  "homeserverAdminTokenFile",
  "domain",
  "homeservers",
  "membersFrom",
  "limits",
]);

const watchMs = 1_000;

interface Writing {
  readonly write: (path: string, text: string) => void;
}

/** The settings of a start, and their file for as long as the server runs. */
export function openSettings(
  sources: SettingsSources,
  writing: Writing,
):
  | Extract<SettingsResult, { ok: false }>
  | { readonly ok: true; readonly settings: Settings; readonly file: ConfigFile } {
  const read = readSettings(sources);
  if (!read.ok) return read;
  return { ok: true, settings: read.settings, file: createConfigFile(read.configPath, sources, writing) };
}

export { settingsHelp };

/** `sources`: those of the start; flags and environment stand above the file as they did then. */
export function createConfigFile(path: string, sources: SettingsSources, { write }: Writing): ConfigFile {
  const textOf = (): string | null => {
    try {
      return sources.readFile(path);
    } catch {
      return null;
    }
  };
  const weigh = (text: string, exists: boolean): ConfigState => {
    const readFile = (wanted: string) => (wanted === path && exists ? text : sources.readFile(wanted));
    const read = readSettings({ ...sources, readFile });
    const { value, files } = loadConfig(path, exists ? text : "{}", { readFile, env: null });
    return {
      exists,
      text,
      files,
      parses: value !== undefined,
      hash: createHash("sha256").update(text).digest("hex"),
      shown: value ?? {},
      faults: read.ok ? [] : read.faults,
      settings: read.ok ? read.settings : null,
    };
  };
  const read = () => {
    const text = textOf();
    return weigh(text ?? "", text !== null);
  };
  return {
    path,
    read,
    weigh: (text) => weigh(text, true),
    write(text) {
      const before = textOf();
      if (before !== null) write(`${path}.bak`, before);
      write(path, text);
    },
    watch(files, onChange) {
      // Looked at, not listened to: files that are replaced whole, mounted ones and those that are not there yet are seen alike.
      for (const file of files) watchFile(file, { interval: watchMs, persistent: false }, onChange);
      return () => {
        for (const file of files) unwatchFile(file, onChange);
      };
    },
    parse: parseObject,
    describe,
    hot: hotSettings,
    guarded: guardedSettings,
  };
}

function describe(): SettingsDescription {
  const rows = new Map<string, SettingRow>(Object.entries(settingRows));
  const open = settingNames.filter((name) => rows.get(name)?.environmentOnly !== true);
  const schema = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => open.some((one) => one === name));
  const hints = open.map((name, order) => {
    const hint = {
      label: name,
      help: settingRows[name].about,
      order,
      group: groupOf(name),
      sensitive: false,
      advanced: guardedSettings.has(name),
    };
    return [name, hint] as const;
  });
  return { schema: { ...schema, properties: Object.fromEntries(properties) }, hints: Object.fromEntries(hints) };
}

/** What a form shows together. */
function groupOf(name: SettingName): string {
  if (Object.hasOwn(keepRows, name)) return "keeping";
  if (Object.hasOwn(mcpRows, name) || Object.hasOwn(hookRows, name)) return "agents";
  if (Object.hasOwn(sfuRows, name)) return "calls";
  return homeserverSettings.has(name) ? "homeserver" : "server";
}
