import type { CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";

/**
 * Holds the secret storage key for as long as one operation runs: the SDK asks for it several times in each. Outside of
 * an operation there is none, so nothing can make the SDK ask the person.
 */
export interface SecretKeyHolder {
  readonly callbacks: CryptoCallbacks;
  /** `keyId` null: whichever single key is asked for (a key that is only now being made). */
  holding<T>(keyId: string | null, key: Uint8Array<ArrayBuffer>, operation: () => Promise<T>): Promise<T>;
}

export function createSecretKeyHolder(): SecretKeyHolder {
  let held: { readonly keyId: string | null; readonly key: Uint8Array<ArrayBuffer> } | null = null;
  return {
    callbacks: {
      getSecretStorageKey: async ({ keys }) => {
        if (held === null) return null;
        const ids = Object.keys(keys);
        const wanted = held.keyId === null && ids.length === 1 ? ids[0] : held.keyId;
        return wanted === undefined || wanted === null || !ids.includes(wanted) ? null : [wanted, held.key];
      },
    },
    async holding(keyId, key, operation) {
      const before = held;
      held = { keyId, key };
      try {
        return await operation();
      } finally {
        held = before;
      }
    },
  };
}
