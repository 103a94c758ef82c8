import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { ServerSideSecretStorage } from "matrix-js-sdk/lib/secret-storage.js";

/** What of the account's encryption exists where, as far as this device can tell. */
export interface Findings {
  /** Public cross-signing keys are with the homeserver. */
  readonly identity: boolean;
  /** All three private cross-signing keys are on this device. */
  readonly identityHere: boolean;
  /** Secret storage has a default key. */
  readonly storage: boolean;
  /** The private cross-signing keys lie in secret storage under that key. */
  readonly identityStored: boolean;
  /** A backup version exists. */
  readonly backup: boolean;
  /** This device holds the backup's key and writes to it. */
  readonly backupHere: boolean;
  /** The backup's key lies in secret storage under the default key. */
  readonly backupKeyStored: boolean;
}

export type Verdict =
  | { readonly verdict: "fresh" | "unfinished" | "ready" | "needs-recovery" }
  | {
      readonly verdict: "broken";
      readonly missing: readonly ("cross-signing" | "secret-storage" | "backup" | "backup-key")[];
    };

/** Looks everything up; asks the homeserver. Rejects when it cannot be asked. */
export async function find(
  crypto: CryptoApi,
  secretStorage: ServerSideSecretStorage,
  userId: string,
): Promise<Findings> {
  const identity = await crypto.userHasCrossSigningKeys(userId, true);
  const crossSigning = await crypto.getCrossSigningStatus();
  const storage = await crypto.getSecretStorageStatus();
  const backup = await crypto.getKeyBackupInfo();
  if (backup !== null) await crypto.checkKeyBackupAndEnable();
  const backupKey = await crypto.getSessionBackupPrivateKey();
  const active = await crypto.getActiveSessionBackupVersion();
  const backupKeyIn = await secretStorage.isStored("m.megolm_backup.v1");
  const here = crossSigning.privateKeysCachedLocally;
  const stored = storage.secretStorageKeyValidityMap;
  return {
    identity,
    identityHere: here.masterKey && here.selfSigningKey && here.userSigningKey,
    storage: storage.defaultKeyId !== null,
    identityStored:
      stored["m.cross_signing.master"] === true &&
      stored["m.cross_signing.self_signing"] === true &&
      stored["m.cross_signing.user_signing"] === true,
    backup: backup !== null,
    backupHere: backup !== null && backupKey !== null && active !== null && active === backup.version,
    backupKeyStored: storage.defaultKeyId !== null && backupKeyIn !== null && storage.defaultKeyId in backupKeyIn,
  };
}

/**
 * What the findings mean. `settingUp`: this device has begun to make them and has not finished.
 * Everything that does not fit together is one state with one way out (a reset), whatever led there.
 */
export function judge(found: Findings, settingUp: boolean): Verdict {
  if (!found.identity && !found.storage && !found.backup) return { verdict: settingUp ? "unfinished" : "fresh" };
  if (settingUp && (!found.identity || found.identityHere)) {
    const whole = found.identityHere && found.identityStored && found.backupHere && found.backupKeyStored;
    return { verdict: whole ? "ready" : "unfinished" };
  }
  const missing: ("cross-signing" | "secret-storage" | "backup" | "backup-key")[] = [];
  if (!found.identity || (!found.identityHere && !found.identityStored)) missing.push("cross-signing");
  if (!found.storage || (found.identityHere && !found.identityStored)) missing.push("secret-storage");
  if (!found.backup) missing.push("backup");
  else if (!found.backupHere && !found.backupKeyStored) missing.push("backup-key");
  if (missing.length > 0) return { verdict: "broken", missing };
  return { verdict: found.identityHere && found.backupHere ? "ready" : "needs-recovery" };
}
