import type { Room } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

/**
 * `CryptoApi.prepareToEncrypt`, with its failure taken. The SDK starts the sharing and drops the promise: without a
 * homeserver, or when the session ends meanwhile, each first key in the field would be an unhandled rejection. Sending
 * shares the key again and says what is wrong.
 */
export function shareKeyEarly(crypto: CryptoApi | undefined, room: Room): void {
  if (crypto === undefined) return;
  const encryptor = member(member(crypto, "roomEncryptors"), room.roomId);
  const prepare = member(encryptor, "prepareForEncryption");
  if (typeof prepare !== "function") return;
  const how = [crypto.globalBlacklistUnverifiedDevices, member(crypto, "deviceIsolationMode")];
  Promise.resolve(prepare.apply(encryptor, how)).catch(() => {});
}

function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}
