import { createId, type Scope } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoApi, GeneratedSecretStorageKey } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import type { StoredAccount } from "../contract/account.ts";
import { matrixError } from "../errors.ts";
import { withPassword } from "../own/password-auth.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import { recoveryKeyName } from "../storage/vault.ts";
import type { SecretKeyHolder } from "./secret-key-holder.ts";

/** Sealed: this device has begun to make the account's identity, secret storage and backup and has not finished. */
const settingUpName = "encryption-setup";

export interface KeyMakerOptions {
  readonly client: MatrixClient;
  readonly account: StoredAccount;
  readonly sealed: SealedStore;
  readonly holder: SecretKeyHolder;
  readonly scope: Scope;
}

/** Makes an account's cross-signing identity, secret storage and key backup, and can be cut off at any point. */
export class KeyMaker {
  readonly #options: KeyMakerOptions;

  constructor(options: KeyMakerOptions) {
    this.#options = options;
  }

  async isUnfinished(): Promise<boolean> {
    return (await this.#options.sealed.get(settingUpName)) !== null;
  }

  async noteFinished(): Promise<void> {
    if (await this.isUnfinished()) await this.#options.sealed.delete(settingUpName);
  }

  /** For a new account, or one whose set-up was cut off here. The password is used only if the homeserver asks. */
  async makeFirst(password: string | null): Promise<void> {
    const { account, sealed } = this.#options;
    await sealed.put(settingUpName, true);
    const here = (await this.#crypto().getCrossSigningStatus()).privateKeysCachedLocally;
    const published = await this.#crypto().userHasCrossSigningKeys(account.userId, true);
    if (!published || !(here.masterKey && here.selfSigningKey && here.userSigningKey)) {
      await this.#crypto().bootstrapCrossSigning({
        setupNewCrossSigning: true,
        authUploadDeviceSigningKeys: (send) => withPassword(account.userId, password, send),
      });
    }
    await this.#makeStorageAndBackup();
    await this.noteFinished();
  }

  /** Everything new; old backups are deleted. Rejects with MATRIX_WRONG_PASSWORD before anything is changed. */
  async makeAnew(password: string): Promise<void> {
    const { account, sealed } = this.#options;
    await this.#checkPassword(password);
    // Whoever resets has lost the old key or does not trust it: a new one is made in every case.
    await sealed.delete(recoveryKeyName);
    await this.#crypto().resetEncryption((send) => withPassword(account.userId, password, send));
    await sealed.put(settingUpName, true);
    await this.#makeStorageAndBackup();
    await this.noteFinished();
  }

  async #makeStorageAndBackup(): Promise<void> {
    const key = await this.#newRecoveryKey();
    await this.#options.holder.holding(null, Uint8Array.from(key.privateKey), () =>
      this.#crypto().bootstrapSecretStorage({
        createSecretStorageKey: async () => key,
        setupNewSecretStorage: true,
        setupNewKeyBackup: true,
      }),
    );
    await this.#crypto().checkKeyBackupAndEnable();
  }

  /** The key lies sealed here before the homeserver hears of it: a crash in between loses nothing. */
  async #newRecoveryKey(): Promise<GeneratedSecretStorageKey> {
    const { sealed } = this.#options;
    const kept = await sealed.get<string>(recoveryKeyName);
    if (kept !== null) return { privateKey: decodeRecoveryKey(kept), encodedPrivateKey: kept };
    const made = await this.#crypto().createRecoveryKeyFromPassphrase();
    if (made.encodedPrivateKey === undefined) throw matrixError("MATRIX_UNEXPECTED", "no recovery key was made");
    await sealed.put(recoveryKeyName, made.encodedPrivateKey);
    return made;
  }

  /**
   * The SDK's reset deletes before it asks for the password, so a wrong one is found out beforehand: by signing out a
   * device that does not exist, which needs the password and changes nothing.
   */
  async #checkPassword(password: string): Promise<void> {
    const nobody = createId("none");
    await withPassword(this.#options.account.userId, password, (auth) =>
      this.#options.client.deleteMultipleDevices([nobody], auth ?? undefined),
    );
  }

  #crypto(): CryptoApi {
    const crypto = this.#options.client.getCrypto();
    if (crypto === undefined || this.#options.scope.ended) {
      throw matrixError("MATRIX_UNREACHABLE", "the client has been stopped");
    }
    return crypto;
  }
}
