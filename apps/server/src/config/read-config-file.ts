import { dirname, resolve } from "node:path";
import { messageOf } from "@parley/kernel";
import JSON5 from "json5";
import { linesOfJson5 } from "./json5-lines.ts";
import { type SettingName, settingRows, settingsSchema, variableOf } from "./schema.ts";
import type { SettingRow } from "./setting-row.ts";
import type { SettingsFault } from "./settings.ts";

const fileSettings = new Set([
  "data",
  "tlsCert",
  "tlsKey",
  "homeserverAdminTokenFile",
  "livekitSecretFile",
  "livekitBinary",
]);

/** What one source gave. */
export interface Collected {
  readonly values: Record<string, unknown>;
  /** Where each setting was given, for faults that are found later. */
  readonly origin: Map<string, string>;
  readonly faults: SettingsFault[];
}

interface FileReading {
  readonly readFile: (path: string) => string;
  readonly mustExist: boolean;
  readonly faults: SettingsFault[];
}

/** Reads the JSON5 file at `path`; faults carry its lines, in their order. */
export function readConfigFile(path: string, { readFile, mustExist, faults }: FileReading): Collected {
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
  let content: unknown;
  try {
    content = JSON5.parse(text);
  } catch (thrown) {
    const at = (thrown as { lineNumber?: number }).lineNumber ?? 1;
    faults.push({
      at: `${path}:${at}`,
      path: "",
      message: `is not JSON5: ${messageOf(thrown).replace(/^JSON5: /, "")}`,
    });
    return collected;
  }
  const lines = linesOfJson5(text);
  const place = (dotted: string) => `${path}:${lines.get(dotted) ?? 1}`;
  const parsed = settingsSchema.safeParse(content);
  const found: { dotted: string; message: string }[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== "unrecognized_keys") found.push({ dotted: issue.path.join("."), message: issue.message });
    else for (const key of issue.keys) found.push({ dotted: key, message: "is not a setting" });
  }
  found.sort((a, b) => (lines.get(a.dotted) ?? 1) - (lines.get(b.dotted) ?? 1));
  for (const { dotted, message } of found) faults.push({ at: place(dotted), path: dotted, message });
  if (!parsed.success) return collected;
  for (const [name, value] of Object.entries(parsed.data)) {
    if ((settingRows[name as SettingName] as SettingRow).environmentOnly) {
      faults.push({
        at: place(name),
        path: name,
        message: `is a secret; use ${variableOf(name as SettingName)} or a file`,
      });
    } else {
      // A path in a file is meant from where the file lies.
      collected.values[name] = fileSettings.has(name) ? resolve(dirname(path), String(value)) : value;
      collected.origin.set(name, place(name));
    }
  }
  return collected;
}
