import type { WireCode } from "./errors.ts";

/**
 * Why `connect` is refused: version 4's own names, in `details.code` for both versions, because its clients decide by
 * them what to try next. Source: `@openclaw/gateway-protocol` 2026.9.1, connect-error-details.
 */
export const connectCodes = {
  PROTOCOL_MISMATCH: row("INVALID_REQUEST", "No version of the protocol is spoken by both ends."),
  DEVICE_IDENTITY_REQUIRED: row("NOT_PAIRED", "Without a token a client shows which device it is."),
  DEVICE_AUTH_DEVICE_ID_MISMATCH: row("INVALID_REQUEST", "The device's id is not the hash of its key."),
  DEVICE_AUTH_SIGNATURE_EXPIRED: row("INVALID_REQUEST", "It was signed more than ten minutes from now."),
  DEVICE_AUTH_NONCE_REQUIRED: row("INVALID_REQUEST", "The challenge's nonce was not signed."),
  DEVICE_AUTH_NONCE_MISMATCH: row("INVALID_REQUEST", "Another nonce was signed than that of this socket."),
  DEVICE_AUTH_SIGNATURE_INVALID: row("INVALID_REQUEST", "The signature is not one of this key over what was sent."),
  DEVICE_AUTH_PUBLIC_KEY_INVALID: row("INVALID_REQUEST", "The key is no Ed25519 key."),
  AUTH_TOKEN_MISSING: row("INVALID_REQUEST", "Neither token nor password was shown."),
  AUTH_TOKEN_MISMATCH: row("INVALID_REQUEST", "The token opens nothing, or nothing any more."),
  AUTH_DEVICE_TOKEN_MISMATCH: row("INVALID_REQUEST", "The token is not this device's, or not any more."),
  AUTH_PASSWORD_NOT_CONFIGURED: row("INVALID_REQUEST", "The owner has set no password."),
  AUTH_PASSWORD_MISMATCH: row("INVALID_REQUEST", "The password is wrong."),
  AUTH_RATE_LIMITED: row("UNAVAILABLE", "Too many failed tries from this address; wait as long as the answer says."),
  PAIRING_REQUIRED: row("NOT_PAIRED", "The device, or what it newly asks for, waits for somebody's approval."),
} as const;

export type ConnectCode = keyof typeof connectCodes;

function row(wire: WireCode, about: string) {
  return { wire, about } as const;
}
