import { type Clock, effect, type Log, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Connection, StoredAccount } from "../contract/account.ts";
import type { Encryption, EncryptionState } from "../contract/encryption.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import { lazily } from "../lazily.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import { recoveryKeyName } from "../storage/vault.ts";
import { find, judge } from "./assess.ts";
import type { KeyMaker } from "./key-maker.ts";
import { retryUndecryptable } from "./retry.ts";
import type { SecretKeyHolder } from "./secret-key-holder.ts";

/** After keys have changed: another device may be in the middle of its work. */
const reassessAfterMs = 1500;
const retryAfterMs = { first: 10_000, most: 5 * 60_000 };
/** Faults of the network or of the moment: the same attempt may succeed later. */
const passing: ReadonlySet<string> = new Set(["MATRIX_UNREACHABLE", "MATRIX_TIMEOUT", "MATRIX_RATE_LIMITED"]);

const recovery = lazily(() => import("./recovery.ts"));

export interface EncryptionOptions {
  readonly client: MatrixClient;
  readonly account: StoredAccount;
  readonly sealed: SealedStore;
  readonly holder: SecretKeyHolder;
  readonly connection: ReadonlySignal<Connection>;
  readonly ports: { readonly clock: Clock; readonly log: Log };
  readonly scope: Scope;
  /** Only during sign-in; let go as soon as the first look is over. */
  readonly password: string | null;
}

/**
 * Sets up a new account's encryption in the background, finds out where an old one stands, restores and resets. Nothing
 * here rejects in the background: what goes wrong becomes a state, or is tried again when the homeserver is back.
 */
export function createEncryption(options: EncryptionOptions): Encryption {
  const keeper = new EncryptionKeeper(options);
  keeper.watch();
  return keeper;
}

class EncryptionKeeper implements Encryption {
  readonly state: Signal<EncryptionState> = signal<EncryptionState>({ state: "checking" });
  readonly #options: EncryptionOptions;
  /** Rarely needed, and never before something is read. */
  readonly #maker: () => Promise<KeyMaker>;
  #password: string | null;
  #cancelLook: () => void = () => {};
  /** Looks that have failed since the last one that did not. */
  #failures = 0;
  /** One operation at a time: what is asked for while one runs waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: EncryptionOptions) {
    this.#options = options;
    this.#maker = lazily(async () => new (await import("./key-maker.ts")).KeyMaker(options));
    this.#password = options.password;
  }

  /** Looks as soon as the homeserver can be asked, and again when keys have changed. */
  watch(): void {
    const { client, connection, scope, ports } = this.#options;
    const stop = effect(() => {
      if (connection.value.state === "online" && this.state.peek().state !== "ready") this.#assessInBackground();
    });
    const lookAgain = (): void => {
      this.#cancelLook();
      this.#cancelLook = ports.clock.after(reassessAfterMs, () => this.#assessInBackground());
    };
    for (const event of [CryptoEvent.KeysChanged, CryptoEvent.KeyBackupDecryptionKeyCached] as const) {
      client.on(event, lookAgain);
      scope.onEnd(() => client.off(event, lookAgain));
    }
    scope.onEnd(() => {
      stop();
      this.#cancelLook();
    });
  }

  recoveryKey(): Promise<string | null> {
    return this.#options.sealed.get<string>(recoveryKeyName);
  }

  async confirmRecoveryKeySaved(): Promise<void> {
    await this.#options.sealed.delete(recoveryKeyName);
    if (this.state.peek().state === "ready") this.#become({ state: "ready", recoveryKeySaved: true });
  }

  restore(recoveryKey: string): Promise<void> {
    return this.#inTurn(() =>
      mapped(async () => {
        await (await recovery()).openWith(this.#options, recoveryKey);
        this.#importInBackground();
      }),
    );
  }

  reset(password: string): Promise<void> {
    return this.#inTurn(() =>
      mapped(async () => {
        const before = this.state.peek();
        this.#become({ state: "setting-up" });
        try {
          await (await this.#maker()).makeAnew(password);
          await this.#becomeReady();
        } catch (thrown) {
          this.#become(before);
          throw thrown;
        }
      }),
    );
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(operation, operation);
    this.#last = turn.catch(() => {});
    return turn;
  }

  #become(next: EncryptionState): void {
    if (!this.#options.scope.ended) this.state.value = next;
  }

  async #becomeReady(): Promise<void> {
    this.#become({ state: "ready", recoveryKeySaved: (await this.recoveryKey()) === null });
  }

  #assessInBackground(): void {
    const { scope, ports } = this.#options;
    const look = async (): Promise<void> => {
      await this.#assess();
      this.#failures = 0;
    };
    void this.#inTurn(look).catch((thrown) => {
      if (scope.ended) return;
      const fault = toMatrixError(thrown);
      ports.log.warn("encryption could not be set up or looked up", { code: fault.code });
      // Without the password a first identity cannot be published; a reset asks for it.
      if (fault.code === "MATRIX_UIA_UNSUPPORTED" || fault.code === "MATRIX_WRONG_PASSWORD") {
        this.#become({ state: "broken", missing: ["cross-signing"] });
      } else {
        // A homeserver that refuses for good must not be asked six things every ten seconds for ever.
        const wait = Math.min(retryAfterMs.most, retryAfterMs.first * 2 ** Math.min(this.#failures, 10));
        this.#failures += 1;
        this.#cancelLook();
        this.#cancelLook = ports.clock.after(fault.retryAfterMs ?? wait, () => this.#assessInBackground());
      }
    });
  }

  async #assess(): Promise<void> {
    const { client, account, connection, scope } = this.#options;
    if (connection.peek().state !== "online" || scope.ended) return;
    const crypto = client.getCrypto();
    if (crypto === undefined) throw matrixError("MATRIX_UNEXPECTED", "the client has no encryption");
    const maker = await this.#maker();
    const verdict = judge(await find(crypto, client.secretStorage, account.userId), await maker.isUnfinished());
    if (verdict.verdict === "fresh" || verdict.verdict === "unfinished") {
      this.#become({ state: "setting-up" });
      await maker.makeFirst(this.#password);
      await this.#becomeReady();
    } else if (verdict.verdict === "ready") {
      await maker.noteFinished();
      await this.#dropOutdated();
      await this.#becomeReady();
    } else if (verdict.verdict === "broken") {
      this.#become({ state: "broken", missing: verdict.missing });
    } else if (!(await this.#openWithInherited())) {
      this.#become({ state: "needs-recovery" });
    }
    this.#password = null;
  }

  /** An earlier device may have left a key from before a reset: nobody must write that one down. */
  async #dropOutdated(): Promise<void> {
    const { client, sealed, ports } = this.#options;
    try {
      const key = await this.recoveryKey();
      if (key !== null && !(await (await recovery()).isCurrent(client, key))) await sealed.delete(recoveryKeyName);
    } catch (thrown) {
      ports.log.warn("the kept recovery key could not be looked at", { code: toMatrixError(thrown).code });
    }
  }

  /**
   * Opens with the key that an earlier device of this browser left unsaved, should there be one: it was signed out from
   * elsewhere, and the person never had the key.
   */
  async #openWithInherited(): Promise<boolean> {
    try {
      const key = await this.recoveryKey();
      if (key === null) return false;
      await mapped(async () => (await recovery()).openWith(this.#options, key));
    } catch (thrown) {
      const { code } = toMatrixError(thrown);
      if (passing.has(code)) throw thrown;
      // The account has got other keys since. After any other fault the key stays: its person may still read it here.
      if (code === "MATRIX_RECOVERY_KEY_WRONG") await this.#options.sealed.delete(recoveryKeyName);
      else this.#options.ports.log.warn("the inherited recovery key did not open the account", { code });
      return false;
    }
    this.#importInBackground();
    return true;
  }

  #importInBackground(): void {
    this.#inTurn(() => this.#importBackup()).catch((thrown) => {
      this.#options.ports.log.warn("the backup could not be taken in", { code: toMatrixError(thrown).code });
    });
  }

  async #importBackup(): Promise<void> {
    this.#become({ state: "restoring", done: 0, total: null });
    try {
      await (await recovery()).readBackup(this.#options.client, (done, total) =>
        this.#become({ state: "restoring", done, total }),
      );
    } catch (thrown) {
      // Keys that are missing now are fetched one by one as messages need them.
      this.#options.ports.log.warn("the backup could not be read to its end", { code: toMatrixError(thrown).code });
    }
    await this.#becomeReady();
    const { client, ports, scope } = this.#options;
    retryUndecryptable(client, ports.clock, scope);
  }
}
