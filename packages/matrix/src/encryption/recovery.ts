import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import { matrixError } from "../errors.ts";
import type { SecretKeyHolder } from "./secret-key-holder.ts";

/**
 * Takes the account's identity and backup key out of secret storage with the recovery key, signs this device and turns
 * the backup on. Rejects with MATRIX_RECOVERY_KEY_WRONG or MATRIX_RECOVERY_UNAVAILABLE before anything is changed.
 */
export async function openWith(
  { client, holder }: { readonly client: MatrixClient; readonly holder: SecretKeyHolder },
  recoveryKey: string,
): Promise<void> {
  const [keyId, key] = await checked(client, recoveryKey);
  const crypto = cryptoOf(client);
  await holder.holding(keyId, key, async () => {
    await crypto.bootstrapCrossSigning({});
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  });
  await crypto.checkKeyBackupAndEnable();
}

/** Whether a recovery key is the account's. True when it cannot be told: whoever has it must not lose it for that. */
export async function isCurrent(client: MatrixClient, recoveryKey: string): Promise<boolean> {
  const found = await client.secretStorage.getKey();
  const key = decoded(recoveryKey);
  return found === null || key === null || (await client.secretStorage.checkKey(key, found[1]));
}

/** Imports everything that the backup holds; `progress` hears how many keys of how many are done. */
export async function readBackup(
  client: MatrixClient,
  progress: (done: number, total: number | null) => void,
): Promise<void> {
  await cryptoOf(client).restoreKeyBackup({
    progressCallback: (step) => {
      if (step.stage === "load_keys") progress(step.successes + step.failures, step.total);
    },
  });
}

/** The default secret storage key's id and the bytes of `recoveryKey`, once they are known to fit. */
async function checked(client: MatrixClient, recoveryKey: string): Promise<[string, Uint8Array<ArrayBuffer>]> {
  const found = await client.secretStorage.getKey();
  if (found === null) throw matrixError("MATRIX_RECOVERY_UNAVAILABLE", "the account has no secret storage to open");
  const [keyId, description] = found;
  const key = decoded(recoveryKey);
  if (key === null || !(await client.secretStorage.checkKey(key, description))) {
    throw matrixError("MATRIX_RECOVERY_KEY_WRONG", "this is not the account's recovery key");
  }
  if ((await cryptoOf(client).getKeyBackupInfo()) === null) {
    throw matrixError("MATRIX_RECOVERY_UNAVAILABLE", "the account has no key backup");
  }
  return [keyId, key];
}

function decoded(recoveryKey: string): Uint8Array<ArrayBuffer> | null {
  try {
    return decodeRecoveryKey(recoveryKey.replaceAll(/\s+/g, ""));
  } catch {
    return null;
  }
}

function cryptoOf(client: MatrixClient): CryptoApi {
  const crypto = client.getCrypto();
  if (crypto === undefined) throw matrixError("MATRIX_UNREACHABLE", "the client has been stopped");
  return crypto;
}
