/** Cryptographic randomness as a port. */
export interface Random {
  /** `length` random bytes, 1 to 65,536. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** The platform's generator (Web Crypto, in browsers and Node alike). */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

const base64url = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

/** An opaque identifier: 128 random bits in base64url behind a prefix, such as `inv_…`. */
export function createId(prefix: string, random: Random = systemRandom): string {
  return `${prefix}_${base64url(random.bytes(16))}`;
}

/** A secret for a link or a header: 256 random bits in base64url. */
export function createSecret(random: Random = systemRandom): string {
  return base64url(random.bytes(32));
}
