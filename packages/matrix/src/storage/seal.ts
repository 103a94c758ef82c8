import type { Random } from "@parley/kernel";
import { matrixError } from "../errors.ts";

/** The platform's key object. Structured clone keeps it, export is refused. */
export type SealingKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** AES-256-GCM: a fresh 96-bit nonce for each sealing, the tag at the end of `data`. */
export interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A new AES-256-GCM key that script can use and not read. */
export async function createSealingKey(): Promise<SealingKey> {
  return await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Seals text under `key`, bound to `label`: it opens under no other label. */
export async function seal(key: SealingKey, label: string, text: string, random: Random): Promise<Sealed> {
  const nonce = random.bytes(12);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(label) };
  return { nonce, data: new Uint8Array(await crypto.subtle.encrypt(algorithm, key, encoder.encode(text))) };
}

/** Opens what `seal` made. Rejects with MATRIX_STORE_LOST when it, its label or the key is not the same. */
export async function unseal(key: SealingKey, label: string, sealed: Sealed): Promise<string> {
  const algorithm = { name: "AES-GCM", iv: sealed.nonce, additionalData: encoder.encode(label) };
  try {
    return decoder.decode(await crypto.subtle.decrypt(algorithm, key, sealed.data));
  } catch (cause) {
    throw matrixError("MATRIX_STORE_LOST", `the sealed value ${label} was changed or belongs to another key`, {
      cause,
    });
  }
}
