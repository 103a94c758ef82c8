import { isIP } from "node:net";
import { z } from "zod";
import { hookRows } from "./hook-mappings.ts";
import { keepRows } from "./keep-rows.ts";
import { mcpRows } from "./mcp-servers.ts";
import { membersFromOf } from "./members-from.ts";
import { isOtherHomeserver } from "./other-homeservers.ts";
import { portNumber, type SettingRow, text } from "./setting-row.ts";
import { sfuRows } from "./sfu-rows.ts";

const address = (what: string) =>
  text(what)
    .refine((value) => isAddress(value), `must be ${what}`)
    .transform((value) => new URL(value).href.replace(/\/+$/, ""));

function isAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.search === "" &&
    url.hash === "" &&
    url.username === ""
  );
}

const serverNamePattern = /^[a-z0-9](?:[a-z0-9.-]{0,228}[a-z0-9])?(?::[0-9]{1,5})?$/;

/** Whether `name` can be the part after the colon of a Matrix user id (Matrix specification, appendices 4.1, without IP literals). */
export function isServerName(name: string): boolean {
  return serverNamePattern.test(name) && !name.includes("..");
}

/** Whether `range` is an address or a CIDR range such as `10.0.0.0/8`. */
function isAddressRange(range: string): boolean {
  const [base = "", length, ...more] = range.split("/");
  const family = isIP(base);
  if (family === 0 || more.length > 0) return false;
  if (length === undefined) return true;
  return /^[0-9]{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

/**
 * Every setting, once: flag (`publicUrl` → `--public-url`), environment variable (`PARLEY_PUBLIC_URL`) and key of the
 * JSON5 file follow from the name; help, documents and faults from the row.
 */
export const settingRows = {
  data: {
    kind: "text",
    schema: text("a folder"),
    sample: "DIR",
    about: "Where everything of this server is kept. Default: $XDG_DATA_HOME/parley or ~/.local/share/parley.",
  },
  port: {
    kind: "integer",
    schema: portNumber,
    sample: "N",
    about:
      "The one port to listen on. Chosen once (8420, or the next free one) and kept: another port is another origin, and browsers would lose their keys.",
  },
  host: {
    kind: "text",
    schema: text("an IP address").refine(
      (value) => value === "localhost" || isIP(value) !== 0,
      "must be an IP address",
    ),
    sample: "ADDRESS",
    about: "The address to listen on. Default: 127.0.0.1. Any other needs TLS or a trusted proxy.",
  },
  publicUrl: {
    kind: "text",
    schema: address("an address such as https://chat.example.org").refine(
      (value) => new URL(value).pathname === "/",
      "must not have a path",
    ),
    sample: "URL",
    about: "The address that people type. Default: http://localhost:PORT (https with TLS).",
  },
  tlsCert: { kind: "text", schema: text("a file"), sample: "FILE", about: "Certificate chain (PEM); needs tlsKey." },
  tlsKey: { kind: "text", schema: text("a file"), sample: "FILE", about: "Private key (PEM); needs tlsCert." },
  trustedProxy: {
    kind: "list",
    schema: z.array(
      text("an address or range such as 10.0.0.0/8").refine(
        isAddressRange,
        "must be an address or range such as 10.0.0.0/8",
      ),
      { error: "must be a list of addresses or ranges" },
    ),
    sample: "CIDR",
    about: "A reverse proxy that has the TLS: only its forwarded addresses are believed. Several, with commas.",
  },
  homeserver: {
    kind: "text",
    schema: address("an address such as https://matrix.example.org"),
    sample: "URL",
    about: "Use this Matrix homeserver instead of our own (attached); needs domain.",
  },
  homeserverAdminTokenFile: {
    kind: "text",
    schema: text("a file"),
    sample: "FILE",
    about:
      "A file with the access token of an administrator of the attached Synapse. Without it Parley cannot make invitations or reset passwords there.",
  },
  domain: {
    kind: "text",
    schema: text("a name such as example.org").refine(
      isServerName,
      "must be a name such as example.org, in lower case",
    ),
    sample: "NAME",
    about:
      "The Matrix server name, the part after the colon in @name:example.org. Permanent. Without it the set-up page asks.",
  },
  homeservers: {
    kind: "list",
    // In the file a single one may stand without brackets.
    schema: z.preprocess(
      (value) => (typeof value === "string" ? [value] : value),
      z
        .array(
          text("none, any, or names and addresses such as example.org").refine(
            (value) => value === "none" || value === "any" || isOtherHomeserver(value),
            "must be none, any, a name such as example.org or an address such as https://matrix.example.org",
          ),
          { error: "must be none, any, or a list of names and addresses" },
        )
        .refine(
          (values) => values.length < 2 || (!values.includes("none") && !values.includes("any")),
          "none and any stand alone",
        ),
    ),
    sample: "none|any|NAME",
    about:
      "Other Matrix homeservers that people may sign in to with this client: none (default), any, or those named, several with commas. A name stands for itself and its subdomains; an address (https://…) for itself alone. It also decides where the page may connect to.",
  },
  membersFrom: {
    kind: "list",
    schema: z.preprocess(
      (value) => (typeof value === "string" ? [value] : value),
      z
        .array(
          text("entries such as example.org=https://matrix.example.org").refine(
            (value) => membersFromOf(value, isServerName) !== null,
            "must be a name and an https address such as example.org=https://matrix.example.org",
          ),
          { error: "must be a list of entries such as example.org=https://matrix.example.org" },
        )
        .max(100, "must not have more than 100 entries")
        .refine(
          (values) => new Set(values.map((value) => value.split("=", 1)[0])).size === values.length,
          "names one homeserver twice",
        ),
    ),
    sample: "NAME=URL",
    about:
      "Other homeservers whose accounts, every one of them, are members of this Parley, several with commas: the server name, and the address at which it answers for its accounts (OpenID). Name only those whose accounts you trust. Needs homeservers, too: people sign in there first. Default: none.",
  },
  ...sfuRows,
  ...mcpRows,
  ...hookRows,
  ...keepRows,
  open: {
    kind: "switch",
    schema: z.boolean({ error: "must be true or false" }),
    about: "Open the browser. Default: true where there is a screen.",
  },
  limits: {
    kind: "text",
    schema: z.enum(["normal", "relaxed"], { error: 'must be "normal" or "relaxed"' }),
    sample: "normal|relaxed",
    about: "How fast the embedded homeserver lets people write and sign in; relaxed is for tests and measurements.",
  },
} as const satisfies Record<string, SettingRow>;

export type SettingName = keyof typeof settingRows;
export const settingNames = Object.keys(settingRows) as SettingName[];

/** The flag of a setting: `publicUrl` → `--public-url`. */
export function flagOf(name: SettingName): string {
  return `--${kebab(name)}`;
}

/** The environment variable of a setting: `publicUrl` → `PARLEY_PUBLIC_URL`. */
export function variableOf(name: SettingName): string {
  return `PARLEY_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The schema of the JSON5 file, and of what flags, environment and file give together. */
export const settingsSchema = z.strictObject({
  data: settingRows.data.schema.optional(),
  port: settingRows.port.schema.optional(),
  host: settingRows.host.schema.optional(),
  publicUrl: settingRows.publicUrl.schema.optional(),
  tlsCert: settingRows.tlsCert.schema.optional(),
  tlsKey: settingRows.tlsKey.schema.optional(),
  trustedProxy: settingRows.trustedProxy.schema.optional(),
  homeserver: settingRows.homeserver.schema.optional(),
  homeserverAdminTokenFile: settingRows.homeserverAdminTokenFile.schema.optional(),
  domain: settingRows.domain.schema.optional(),
  homeservers: settingRows.homeservers.schema.optional(),
  membersFrom: settingRows.membersFrom.schema.optional(),
  livekit: settingRows.livekit.schema.optional(),
  livekitKey: settingRows.livekitKey.schema.optional(),
  livekitSecret: settingRows.livekitSecret.schema.optional(),
  livekitSecretFile: settingRows.livekitSecretFile.schema.optional(),
  livekitBinary: settingRows.livekitBinary.schema.optional(),
  mediaAddress: settingRows.mediaAddress.schema.optional(),
  turn: settingRows.turn.schema.optional(),
  turnPort: settingRows.turnPort.schema.optional(),
  turnSecret: settingRows.turnSecret.schema.optional(),
  turnSecretFile: settingRows.turnSecretFile.schema.optional(),
  mcpServers: settingRows.mcpServers.schema.optional(),
  hooks: settingRows.hooks.schema.optional(),
  keepRuns: settingRows.keepRuns.schema.optional(),
  keepUsage: settingRows.keepUsage.schema.optional(),
  keepAudit: settingRows.keepAudit.schema.optional(),
  open: settingRows.open.schema.optional(),
  limits: settingRows.limits.schema.optional(),
});
export type RawSettings = z.output<typeof settingsSchema>;
