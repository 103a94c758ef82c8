import type { Clock, Scope } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";

/** The other device's keys may reach the backup a little later than this one has opened it. */
const triesAfterMs = [0, 3000, 10_000, 30_000, 90_000];
const eventsPerRoom = 100;

/**
 * After a restore: tries what could not be read once more, a few times. Each try makes the SDK look for the missing keys
 * in the backup; by itself it does so only when a message is met for the first time.
 */
export function retryUndecryptable(client: MatrixClient, clock: Clock, scope: Scope): void {
  const attempt = (): void => {
    const crypto = client.getCrypto() as CryptoBackend | undefined;
    if (crypto === undefined || scope.ended) return;
    for (const room of client.getRooms()) {
      for (const event of room.getLiveTimeline().getEvents().slice(-eventsPerRoom)) {
        if (event.isDecryptionFailure() && !event.isBeingDecrypted()) {
          event.attemptDecryption(crypto, { isRetry: true }).catch(() => {});
        }
      }
    }
  };
  const cancels = triesAfterMs.map((ms) => clock.after(ms, attempt));
  scope.onEnd(() => {
    for (const cancel of cancels) cancel();
  });
}
