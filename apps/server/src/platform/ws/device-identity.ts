import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { type ConnectCode, type ConnectParams, limits } from "@parley/protocol";
import type { ShownDevice } from "./admission.ts";

/** What a device's signature is checked against. */
interface Challenge {
  readonly nonce: string;
  readonly now: number;
}

type Failure = { readonly refused: ConnectCode; readonly message: string };

/** SubjectPublicKeyInfo of Ed25519 before the 32 bytes of a key. Source: RFC 8410, 10.1. */
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");
const keyBytes = 32;
const signatureBytes = 64;

/**
 * Checks that the client holds the key of the device that it names, in the order of the family's gateways. The nonce is
 * asked of everybody: being on this machine proves nothing. Source: clawdbot 2026.1.24 and openclaw 2026.9.6, signed
 * texts `v2` and `v3`.
 */
export function checkDevice(
  params: ConnectParams,
  device: NonNullable<ConnectParams["device"]>,
  role: string,
  { nonce, now }: Challenge,
): ShownDevice | Failure {
  const raw = bytesOf(device.publicKey, keyBytes);
  if (raw === null || createHash("sha256").update(raw).digest("hex") !== device.id) {
    return { refused: "DEVICE_AUTH_DEVICE_ID_MISMATCH", message: "device identity mismatch" };
  }
  if (Math.abs(now - device.signedAt) > limits.deviceSkewMs) {
    return { refused: "DEVICE_AUTH_SIGNATURE_EXPIRED", message: "device signature expired" };
  }
  const shown = device.nonce?.trim() ?? "";
  if (shown === "") return { refused: "DEVICE_AUTH_NONCE_REQUIRED", message: "device nonce required" };
  if (shown !== nonce) return { refused: "DEVICE_AUTH_NONCE_MISMATCH", message: "device nonce mismatch" };
  const key = keyOf(raw);
  if (key === null) return { refused: "DEVICE_AUTH_PUBLIC_KEY_INVALID", message: "device public key invalid" };
  const signature = bytesOf(device.signature, signatureBytes);
  const texts = signedTexts(params, device, role, shown);
  if (signature === null || !texts.some((text) => isSigned(text, key, signature))) {
    return { refused: "DEVICE_AUTH_SIGNATURE_INVALID", message: "device signature invalid" };
  }
  return { deviceId: device.id, publicKey: raw.toString("base64url"), client: params.client, role };
}

/** What a client of either version signs; scopes as they were asked for. */
function signedTexts(
  { client, scopes = [], auth }: ConnectParams,
  { id, signedAt }: { readonly id: string; readonly signedAt: number },
  role: string,
  nonce: string,
): string[] {
  const token = auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken ?? "";
  const common = [id, client.id, client.mode, role, scopes.join(","), String(signedAt), token, nonce];
  const about = [small(client.platform), small(client.deviceFamily)];
  return [
    ["v3", ...common, ...about],
    ["v2", ...common],
  ].map((fields) => fields.join("|"));
}

/** ASCII letters alone are made small, as the clients do. */
function small(text = ""): string {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function isSigned(text: string, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(null, Buffer.from(text, "utf8"), key, signature);
  } catch {
    return false;
  }
}

function keyOf(raw: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

/** Bytes of base64 in either alphabet; null where it is something else or of another length. */
function bytesOf(text: string, length: number): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === length ? bytes : null;
}
