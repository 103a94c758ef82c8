import type { MediaKey } from "@parley/matrix";
import { BaseKeyProvider } from "livekit-client";
import type { KeySink } from "./keys.ts";

/**
 * Gives media keys to LiveKit's worker as MatrixRTC has them: raw bytes through HKDF, 256 places in the ring. Source:
 * Element Call, `e2ee/matrixKeyProvider.ts`.
 */
export class MediaKeyProvider extends BaseKeyProvider implements KeySink {
  #last: Promise<void> = Promise.resolve();

  constructor() {
    // Keys come late: frames that came before theirs must not make a key count as wrong.
    super({ ratchetWindowSize: 10, keyringSize: 256, failureTolerance: -1 });
  }

  use(identity: string, { index, key }: MediaKey): void {
    // One after another: an older key that is imported later must not be the one that is used.
    this.#last = this.#last.then(async () => {
      const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits", "deriveKey"]);
      this.onSetEncryptionKey(material, identity, index);
    });
  }
}
