import { dirname, resolve } from "node:path";
import { messageOf } from "@parley/kernel";
import { loadConfig } from "./load-config.ts";
import { settingNames, settingRows, settingsSchema, variableOf } from "./schema.ts";
import type { SettingRow } from "./setting-row.ts";
import type { SettingsFault } from "./settings.ts";

/** Settings that name files and programs: changed in the file alone, by who can write it. */
const fileSettings: ReadonlySet<string> = new Set([
  "data",
  "tlsCert",
  "tlsKey",
  "homeserverAdminTokenFile",
  "livekitSecretFile",
  "livekitBinary",
]);

/** Those, what holds commands, variables and headers, and how long it is known who did what. */
export const guardedSettings: ReadonlySet<string> = new Set([...fileSettings, "mcpServers", "keepAudit"]);

/** What one source gave. */
export interface Collected {
  readonly values: Record<string, unknown>;
  /** Where each setting was given, for faults that are found later. */
  readonly origin: Map<string, string>;
  readonly faults: SettingsFault[];
}

interface FileReading {
  readonly readFile: (path: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mustExist: boolean;
  readonly faults: SettingsFault[];
}

/** Reads the JSON5 file at `path` with what it includes; faults carry lines, in their order. */
export function readConfigFile(path: string, { readFile, env, mustExist, faults }: FileReading): Collected {
  const collected: Collected = { values: {}, origin: new Map(), faults };
  let text: string;
  try {
    text = readFile(path);
  } catch (thrown) {
    const absent = (thrown as { code?: unknown }).code === "ENOENT";
    const message = absent ? "does not exist" : `cannot be read: ${messageOf(thrown)}`;
    if (mustExist || !absent) faults.push({ at: path, path: "", message });
    return collected;
  }
  return collectConfig(path, text, { readFile, env, faults });
}

/** The same of a text that would stand there. */
function collectConfig(
  path: string,
  text: string,
  { readFile, env, faults }: Omit<FileReading, "mustExist">,
): Collected {
  const collected: Collected = { values: {}, origin: new Map(), faults };
  const loaded = loadConfig(path, text, { readFile, env });
  faults.push(...loaded.faults);
  if (loaded.value === undefined) return collected;
  const place = (dotted: string) => loaded.places.get(dotted) ?? `${path}:1`;
  const parsed = settingsSchema.safeParse(loaded.value);
  const found: { dotted: string; message: string }[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== "unrecognized_keys") found.push({ dotted: issue.path.join("."), message: issue.message });
    else for (const key of issue.keys) found.push({ dotted: key, message: "is not a setting" });
  }
  const lineOf = (dotted: string) => Number(place(dotted).split(":").at(-1));
  found.sort((a, b) => lineOf(a.dotted) - lineOf(b.dotted));
  for (const { dotted, message } of found) faults.push({ at: place(dotted), path: dotted, message });
  if (!parsed.success || loaded.faults.length > 0) return collected;
  for (const name of settingNames) {
    const value = parsed.data[name];
    const row: SettingRow = settingRows[name];
    if (value === undefined) continue;
    if (row.environmentOnly) {
      faults.push({ at: place(name), path: name, message: `is a secret; use ${variableOf(name)} or a file` });
    } else {
      // A path in a file is meant from where the file lies.
      const from = dirname(place(name).replace(/:[0-9]+$/, ""));
      collected.values[name] = fileSettings.has(name) ? resolve(from, String(value)) : value;
      collected.origin.set(name, place(name));
    }
  }
  return collected;
}
