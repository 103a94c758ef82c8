import type { MediaKey } from "@parley/matrix";
import { BaseKeyProvider } from "livekit-client";
import type { KeySink } from "./keys.ts";

/**
 * Gives media keys to LiveKit's worker as MatrixRTC has them: raw bytes through HKDF, 256 places in the ring. Source:
 * Element Call, `e2ee/matrixKeyProvider.ts`.
 */
export class MediaKeyProvider extends BaseKeyProvider implements KeySink {
  readonly #own: string;
  #last: Promise<void> = Promise.resolve();
  #ownIndex = 0;

  /** `own`: the identity whose keys encipher here. */
  constructor(own: string) {
    // Keys come late: frames that came before theirs must not make a key count as wrong.
    super({ ratchetWindowSize: 10, keyringSize: 256, failureTolerance: -1 });
    this.#own = own;
  }

  /**
   * Whenever it has connected, LiveKit hands all keys to its worker again and enciphers by the one of this number. By
   * itself it is the number of whoever's key came last: an old key of one's own would be used again, which those who left
   * know and those who joined since do not.
   */
  override getLatestManuallySetKeyIndex(): number {
    return this.#ownIndex;
  }

  use(identity: string, { index, key }: MediaKey): void {
    // One after another: an older key that is imported later must not be the one that is used. One that is no key stops none.
    this.#last = this.#last
      .catch(() => {})
      .then(async () => {
        const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits", "deriveKey"]);
        if (identity === this.#own) this.#ownIndex = index;
        this.onSetEncryptionKey(material, identity, index);
      });
  }
}
