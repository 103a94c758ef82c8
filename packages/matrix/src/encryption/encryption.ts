import { type Clock, createId, effect, type Log, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import { type CryptoApi, CryptoEvent, type GeneratedSecretStorageKey } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import type { Connection, StoredAccount } from "../contract/account.ts";
import type { Encryption, EncryptionState } from "../contract/encryption.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import { withPassword } from "../own/password-auth.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import { find, judge } from "./assess.ts";
import type { SecretKeyHolder } from "./secret-key-holder.ts";

/** Sealed: the recovery key made here, until the person has saved it. */
const recoveryKeyName = "recovery-key";
/** Sealed: this device has begun to make the account's identity, secret storage and backup and has not finished. */
const settingUpName = "encryption-setup";
const reassessAfterMs = 1500;

export interface EncryptionOptions {
  readonly client: MatrixClient;
  readonly account: StoredAccount;
  readonly sealed: SealedStore;
  readonly holder: SecretKeyHolder;
  readonly connection: ReadonlySignal<Connection>;
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly scope: Scope;
  /** Only during sign-in; let go as soon as the first set-up has ended. */
  readonly password: string | null;
}

/**
 * Sets up a new account's encryption in the background, finds out where an old one stands, restores and resets. Nothing
 * here rejects in the background: what goes wrong becomes a state, or is tried again when the homeserver is back.
 */
export function createEncryption(options: EncryptionOptions): Encryption {
  const { client, account, sealed, holder, scope } = options;
  const { clock, log } = options.ports;
  const state = signal<EncryptionState>({ state: "checking" });
  let password = options.password;
  /** One operation at a time: what is asked for while one runs waits for it. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(operation: () => Promise<T>): Promise<T> => {
    const turn = last.then(operation, operation);
    last = turn.catch(() => {});
    return turn;
  };
  const crypto = (): CryptoApi => {
    const api = client.getCrypto();
    if (api === undefined || scope.ended) throw matrixError("MATRIX_UNREACHABLE", "the client has been stopped");
    return api;
  };
  const become = (next: EncryptionState): void => {
    if (!scope.ended) state.value = next;
  };
  const ready = async (): Promise<EncryptionState> => ({
    state: "ready",
    recoveryKeySaved: (await sealed.get(recoveryKeyName)) === null,
  });

  const assess = async (): Promise<void> => {
    if (connectionIs(options.connection, "online") === false || scope.ended) return;
    const settingUp = (await sealed.get(settingUpName)) !== null;
    const verdict = judge(await find(crypto(), client.secretStorage, account.userId), settingUp);
    switch (verdict.verdict) {
      case "fresh":
      case "unfinished":
        await setUp();
        break;
      case "ready":
        if (settingUp) await sealed.delete(settingUpName);
        become(await ready());
        break;
      case "needs-recovery":
        become({ state: "needs-recovery" });
        break;
      case "broken":
        become({ state: "broken", missing: verdict.missing });
        break;
    }
    password = null;
  };

  /** The key lies sealed here before the homeserver hears of it: a crash in between loses nothing. */
  const newRecoveryKey = async (): Promise<GeneratedSecretStorageKey> => {
    const kept = await sealed.get<string>(recoveryKeyName);
    if (kept !== null) return { privateKey: decodeRecoveryKey(kept), encodedPrivateKey: kept };
    const made = await crypto().createRecoveryKeyFromPassphrase();
    if (made.encodedPrivateKey === undefined) throw matrixError("MATRIX_UNEXPECTED", "no recovery key was made");
    await sealed.put(recoveryKeyName, made.encodedPrivateKey);
    return made;
  };

  const setUp = async (): Promise<void> => {
    become({ state: "setting-up" });
    await sealed.put(settingUpName, true);
    const api = crypto();
    const status = await api.getCrossSigningStatus();
    const here = status.privateKeysCachedLocally;
    const published = await api.userHasCrossSigningKeys(account.userId, true);
    if (!published || !(here.masterKey && here.selfSigningKey && here.userSigningKey)) {
      await api.bootstrapCrossSigning({
        setupNewCrossSigning: true,
        authUploadDeviceSigningKeys: (send) => withPassword(account.userId, password, send),
      });
    }
    await makeStorageAndBackup();
    await sealed.delete(settingUpName);
    become(await ready());
  };

  const makeStorageAndBackup = async (): Promise<void> => {
    const key = await newRecoveryKey();
    await holder.holding(null, key.privateKey as Uint8Array<ArrayBuffer>, async () => {
      await crypto().bootstrapSecretStorage({
        createSecretStorageKey: async () => key,
        setupNewSecretStorage: true,
        setupNewKeyBackup: true,
      });
    });
    await crypto().checkKeyBackupAndEnable();
  };

  const assessInBackground = (): void => {
    void inTurn(assess).catch((thrown) => {
      if (scope.ended) return;
      const fault = toMatrixError(thrown);
      log.warn("encryption could not be set up or looked up", { code: fault.code });
      // Without the password a first identity cannot be published; a reset asks for it.
      if (fault.code === "MATRIX_UIA_UNSUPPORTED" || fault.code === "MATRIX_WRONG_PASSWORD") {
        become({ state: "broken", missing: ["cross-signing"] });
      } else if (fault.retryable || fault.code === "MATRIX_UNEXPECTED") {
        scope.onEnd(clock.after(fault.retryAfterMs ?? 10_000, assessInBackground));
      }
    });
  };

  const stopWatching = effect(() => {
    if (options.connection.value.state === "online" && state.peek().state !== "ready") assessInBackground();
  });
  scope.onEnd(stopWatching);
  // Another device may finish, reset or verify: look again once things have calmed down.
  let cancelLook: (() => void) | null = null;
  const lookAgain = (): void => {
    cancelLook?.();
    cancelLook = clock.after(reassessAfterMs, assessInBackground);
  };
  for (const event of [CryptoEvent.KeysChanged, CryptoEvent.KeyBackupDecryptionKeyCached] as const) {
    client.on(event, lookAgain);
    scope.onEnd(() => client.off(event, lookAgain));
  }
  scope.onEnd(() => cancelLook?.());

  const importBackup = async (): Promise<void> => {
    become({ state: "restoring", done: 0, total: null });
    try {
      await crypto().restoreKeyBackup({
        progressCallback: (progress) => {
          if (progress.stage !== "load_keys") return;
          become({ state: "restoring", done: progress.successes + progress.failures, total: progress.total });
        },
      });
    } catch (thrown) {
      // Keys that are missing now are fetched one by one as messages need them.
      log.warn("the backup could not be read to its end", { code: toMatrixError(thrown).code });
    }
    become(await ready());
  };

  return {
    state,
    recoveryKey: () => sealed.get<string>(recoveryKeyName),
    async confirmRecoveryKeySaved() {
      await sealed.delete(recoveryKeyName);
      if (state.peek().state === "ready") become({ state: "ready", recoveryKeySaved: true });
    },
    restore: (recoveryKey) =>
      inTurn(() =>
        mapped(async () => {
          const [keyId, key] = await openedBy(recoveryKey);
          await holder.holding(keyId, key, async () => {
            await crypto().bootstrapCrossSigning({});
            await crypto().loadSessionBackupPrivateKeyFromSecretStorage();
          });
          await crypto().checkKeyBackupAndEnable();
          void inTurn(importBackup);
        }),
      ),
    reset: (currentPassword) =>
      inTurn(() =>
        mapped(async () => {
          const before = state.peek();
          become({ state: "setting-up" });
          try {
            await checkPassword(currentPassword);
            // Whoever resets has lost the old key or does not trust it: a new one is made in every case.
            await sealed.delete(recoveryKeyName);
            await crypto().resetEncryption((send) => withPassword(account.userId, currentPassword, send));
            await sealed.put(settingUpName, true);
            await makeStorageAndBackup();
            await sealed.delete(settingUpName);
            become(await ready());
          } catch (thrown) {
            become(before);
            throw thrown;
          }
        }),
      ),
  };

  /**
   * A reset deletes before it asks for the password, so a wrong one is found out beforehand: by signing out a device that
   * does not exist, which needs the password and changes nothing.
   */
  async function checkPassword(currentPassword: string): Promise<void> {
    const nobody = createId("none");
    await withPassword(account.userId, currentPassword, (auth) =>
      client.deleteMultipleDevices([nobody], auth ?? undefined),
    );
  }

  /** The default secret storage key's id and the bytes of `recoveryKey`, once they are known to fit. */
  async function openedBy(recoveryKey: string): Promise<[string, Uint8Array<ArrayBuffer>]> {
    const found = await client.secretStorage.getKey();
    if (found === null) {
      throw matrixError("MATRIX_RECOVERY_UNAVAILABLE", "the account has no secret storage to open");
    }
    const wrong = (cause?: unknown) =>
      matrixError("MATRIX_RECOVERY_KEY_WRONG", "this is not the account's recovery key", { cause });
    let key: Uint8Array<ArrayBuffer>;
    try {
      key = decodeRecoveryKey(recoveryKey.replaceAll(/\s+/g, ""));
    } catch (cause) {
      throw wrong(cause);
    }
    const [keyId, description] = found;
    if (!(await client.secretStorage.checkKey(key, description))) throw wrong();
    if ((await crypto().getKeyBackupInfo()) === null) {
      throw matrixError("MATRIX_RECOVERY_UNAVAILABLE", "the account has no key backup");
    }
    return [keyId, key];
  }
}

function connectionIs(connection: ReadonlySignal<Connection>, state: Connection["state"]): boolean {
  return connection.peek().state === state;
}
