import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What of a row its MAC covers. It stays when the content goes. */
export interface Header {
  readonly stream: string;
  /** From 1, without a gap. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: string;
  /** Small JSON: ids and references, never what somebody wrote. */
  readonly header: string;
}

/** Of salt and content: without the salt, short contents could be guessed from it after they were erased. */
export function digestOf(salt: Uint8Array, content: string): Buffer {
  return createHash("sha256").update(salt).update(content, "utf8").digest();
}

/** Binds a row to all before it. `before`: the MAC of the row before, or the stream's base. */
export function macOf(key: Uint8Array, before: Uint8Array, row: Header, digest: Uint8Array): Buffer {
  return hmac(key, ["row", before, row.stream, String(row.seq), String(row.at), row.kind, row.header, digest]);
}

/** What rows follow when nothing was cut off yet. */
export function baseOf(key: Uint8Array, stream: string): Buffer {
  return hmac(key, ["base", stream]);
}

/** Where a stream begins and ends: a chain does not show by itself that its newest rows are gone. */
export interface Ends {
  readonly baseSeq: number;
  readonly baseMac: Uint8Array;
  readonly headSeq: number;
  readonly headMac: Uint8Array;
}

/** Covers both ends of a stream. */
export function sealOf(key: Uint8Array, stream: string, ends: Ends): Buffer {
  return hmac(key, ["ends", stream, String(ends.baseSeq), ends.baseMac, String(ends.headSeq), ends.headMac]);
}

/** In constant time. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Each part behind its length, so that no two lists of parts read alike. */
function hmac(key: Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    mac.update(length).update(bytes);
  }
  return mac.digest();
}
