import type { ReadonlySignal } from "@parley/kernel";

/** Where this device stands. */
export type EncryptionState =
  /** Being looked up. */
  | { readonly state: "checking" }
  /** First device of the account: identity, secret storage and backup are being made. */
  | { readonly state: "setting-up" }
  /** Keys are made or restored, the backup runs. */
  | { readonly state: "ready"; readonly recoveryKeySaved: boolean }
  /** The account has a backup that this device cannot open yet. */
  | { readonly state: "needs-recovery" }
  | { readonly state: "restoring"; readonly done: number; readonly total: number | null }
  /** Secret storage, identity and backup do not fit together; `reset` repairs it and says what is lost. */
  | {
      readonly state: "broken";
      readonly missing: readonly ("cross-signing" | "secret-storage" | "backup" | "backup-key")[];
    };

export interface Encryption {
  readonly state: ReadonlySignal<EncryptionState>;
  /** The recovery key made here, kept sealed until `confirmRecoveryKeySaved`; null when this device does not hold it. */
  recoveryKey(): Promise<string | null>;
  /** Deletes the sealed copy. */
  confirmRecoveryKeySaved(): Promise<void>;
  /** Opens the backup with the recovery key. Rejects with MATRIX_RECOVERY_KEY_WRONG or MATRIX_RECOVERY_UNAVAILABLE. */
  restore(recoveryKey: string): Promise<void>;
  /** New identity, secret storage and backup; old backups are deleted. Needs the password. */
  reset(password: string): Promise<void>;
}
