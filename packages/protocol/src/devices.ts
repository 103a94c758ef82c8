import { z } from "zod";
import { method } from "./method.ts";

const id = () => z.string().min(1).max(128);
/** Names of the family; ours knows one role so far. */
const role = () => z.string().min(1).max(32);
const scopeList = () => z.array(z.string());

/** A device that waits to be paired, or for more rights. */
export const pendingDevice = () =>
  z.object({
    requestId: z.string(),
    deviceId: z.string(),
    /** Ed25519, 32 bytes in base64url. */
    publicKey: z.string(),
    displayName: z.string().optional(),
    platform: z.string().optional(),
    deviceFamily: z.string().optional(),
    clientId: z.string().optional(),
    clientMode: z.string().optional(),
    role: z.string(),
    scopes: scopeList(),
    remoteIp: z.string().optional(),
    /** It is paired already and asks for more. */
    isRepair: z.boolean(),
    ts: z.int(),
  });
export type PendingDevice = z.infer<ReturnType<typeof pendingDevice>>;

const pairedDevice = () =>
  z.object({
    deviceId: z.string(),
    publicKey: z.string(),
    displayName: z.string().optional(),
    platform: z.string().optional(),
    clientId: z.string().optional(),
    clientMode: z.string().optional(),
    role: z.string(),
    roles: z.array(z.string()),
    scopes: scopeList(),
    remoteIp: z.string().optional(),
    createdAtMs: z.int(),
    approvedAtMs: z.int(),
    tokens: z.array(
      z.object({
        role: z.string(),
        scopes: scopeList(),
        createdAtMs: z.int(),
        lastUsedAtMs: z.int().optional(),
      }),
    ),
  });
export type PairedDevice = z.infer<ReturnType<typeof pairedDevice>>;

export const devicesMethods = {
  "device.pair.list": method({
    scope: "operator.pairing",
    kind: "read",
    since: "0.1.0",
    about: "My account's paired devices, and those that wait to be paired.",
    params: () => z.strictObject({}),
    result: () => z.object({ pending: z.array(pendingDevice()), paired: z.array(pairedDevice()) }),
    errors: [],
  }),
  "device.pair.approve": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about: "Pairs a waiting device with the scopes that it asked for. Whoever approves holds each of them.",
    subject: ({ requestId }) => requestId,
    params: () => z.strictObject({ requestId: id() }),
    result: () => z.object({ requestId: z.string(), device: pairedDevice() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE", "TOO_MANY"],
  }),
  "device.pair.reject": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about: "Refuses a waiting device. It may ask again.",
    subject: ({ requestId }) => requestId,
    params: () => z.strictObject({ requestId: id() }),
    result: () => z.object({ requestId: z.string(), deviceId: z.string() }),
    errors: ["NOT_FOUND"],
  }),
  "device.pair.remove": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about: "Forgets a paired device: its token opens nothing any more, and what it has connected is closed.",
    subject: ({ deviceId }) => deviceId,
    params: () => z.strictObject({ deviceId: id() }),
    result: () => z.object({ deviceId: z.string() }),
    errors: ["NOT_FOUND"],
  }),
  "device.pair.rename": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about: "Gives a paired device a name of mine.",
    params: () => z.strictObject({ deviceId: id(), label: z.string().trim().min(1).max(64) }),
    result: () => z.object({ deviceId: z.string(), label: z.string() }),
    errors: ["NOT_FOUND"],
  }),
  "device.token.rotate": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about:
      "Gives a paired device another token, at most with the scopes that it was paired with; the one before ends. Whoever rotates holds each of them.",
    subject: ({ deviceId }) => deviceId,
    params: () =>
      z.strictObject({ deviceId: id(), role: role(), scopes: z.array(z.string().min(1)).max(32).optional() }),
    result: () =>
      z.object({
        deviceId: z.string(),
        role: z.string(),
        token: z.string(),
        scopes: scopeList(),
        rotatedAtMs: z.int(),
      }),
    errors: ["NOT_FOUND", "MISSING_SCOPE"],
  }),
  "device.token.revoke": method({
    scope: "operator.pairing",
    kind: "write",
    since: "0.1.0",
    about: "Ends a device's token. The device stays paired.",
    subject: ({ deviceId }) => deviceId,
    params: () => z.strictObject({ deviceId: id(), role: role() }),
    result: () => z.object({ deviceId: z.string(), role: z.string(), revokedAtMs: z.int() }),
    errors: ["NOT_FOUND"],
  }),
};
