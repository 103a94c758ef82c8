import { isIPv4 } from "node:net";
import { z } from "zod";
import { portNumber, type SettingRow, text } from "./setting-row.ts";
import { turnServerOf } from "./turn.ts";

/** The settings of LiveKit and of what relays its media. */
export const sfuRows = {
  livekit: {
    kind: "text",
    schema: text("an address such as wss://sfu.example.org").refine(
      (value) => URL.canParse(value) && /^(?:https?|wss?):$/.test(new URL(value).protocol),
      "must be an address such as wss://sfu.example.org",
    ),
    sample: "URL",
    about: "Use this LiveKit instead of our own (attached); needs livekitKey and a secret.",
  },
  livekitKey: { kind: "text", schema: text("a key name"), sample: "KEY", about: "API key of the attached LiveKit." },
  livekitSecret: {
    kind: "text",
    schema: text("a secret"),
    environmentOnly: true,
    about: "API secret of the attached LiveKit; only as an environment variable.",
  },
  livekitSecretFile: {
    kind: "text",
    schema: text("a file"),
    sample: "FILE",
    about: "A file with the API secret of the attached LiveKit.",
  },
  livekitBinary: {
    kind: "text",
    schema: text("a file"),
    sample: "FILE",
    about: "The livekit-server program to run. Default: the one on the PATH, else one that Parley fetches or builds.",
  },
  mediaAddress: {
    kind: "text",
    schema: text("an IPv4 address").refine(
      (value) => isIPv4(value) && value !== "0.0.0.0",
      "must be an IPv4 address such as 203.0.113.7",
    ),
    sample: "IPV4",
    about:
      "The address at which people reach this machine for the media of calls. Needed behind a reverse proxy and behind a router. Default: that of host; where that is this machine alone, so are calls.",
  },
  turn: {
    kind: "list",
    schema: z.preprocess(
      (value) => (typeof value === "string" ? [value] : value),
      z
        .array(
          text("embedded, or addresses such as turns:turn.example.org:5349").refine(
            (value) => value === "embedded" || turnServerOf(value) !== null,
            "must be embedded, or an address such as turns:turn.example.org:5349 or turn:turn.example.org:3478?transport=udp",
          ),
          { error: "must be embedded, or a list of addresses such as turns:turn.example.org:5349" },
        )
        .max(8, "must not have more than 8 entries"),
    ),
    sample: "embedded|URI",
    about:
      "Relays for networks that let no media through: embedded (LiveKit's own, UDP at turnPort), or addresses of a coturn (turn:HOST:PORT?transport=udp or tcp, turns:HOST:PORT), several with commas. Addresses need turnSecretFile. Default: none.",
  },
  turnPort: {
    kind: "integer",
    schema: portNumber,
    sample: "N",
    about: "The UDP port of the embedded relay. Default: 3478.",
  },
  turnSecret: {
    kind: "text",
    schema: text("a secret"),
    environmentOnly: true,
    about: "The shared secret of the coturn (static-auth-secret); only as an environment variable.",
  },
  turnSecretFile: {
    kind: "text",
    schema: text("a file"),
    sample: "FILE",
    about: "A file with the shared secret of the coturn.",
  },
} as const satisfies Record<string, SettingRow>;
