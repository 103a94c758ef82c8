import type { MatrixClient } from "matrix-js-sdk";
import { matrixError } from "../errors.ts";
import type { SealedStore } from "../storage/sealed-store.ts";

/** The device's own signing key, as the crypto store had it when it was made. */
const deviceKeyName = "device-key";

/**
 * To be called before the client asks the homeserver for anything. A browser can lose one database and keep the others:
 * the SDK makes new keys for the same device then, which nobody accepts who knew it before, and what is written to it
 * cannot be read ever after. Rejects with MATRIX_STORE_LOST: it has to be signed in anew.
 */
export async function assertSameDevice(client: MatrixClient, sealed: SealedStore): Promise<void> {
  const crypto = client.getCrypto();
  if (crypto === undefined) throw matrixError("MATRIX_UNEXPECTED", "the client has no encryption");
  const { ed25519 } = await crypto.getOwnDeviceKeys();
  const kept = await sealed.get<string>(deviceKeyName);
  if (kept === null) await sealed.put(deviceKeyName, ed25519);
  else if (kept !== ed25519) throw matrixError("MATRIX_STORE_LOST", "the device's keys are gone from this browser");
}
