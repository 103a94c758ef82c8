import type { Random } from "@parley/kernel";
import type { MediaCipher } from "../contract/media.ts";
import { matrixError } from "../errors.ts";
import { Sha256 } from "./sha256.ts";

/** Files are worked on in pieces of so many bytes (a multiple of the cipher's block): 2 ms of hashing each. */
export const pieceBytes = 256 * 1024;

const blockBytes = 16;

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A key of its own for one file: AES-CTR-256, the counter's lower half zero (client-server API 11.5). */
interface FileKey {
  /** base64url without padding. */
  readonly key: string;
  /** Base64. */
  readonly iv: string;
}

function newFileKey(random: Random): FileKey {
  const iv = new Uint8Array(blockBytes);
  iv.set(random.bytes(8));
  return { key: toBase64Url(random.bytes(32)), iv: toBase64(iv) };
}

/**
 * En- or deciphers a file from its beginning, piece by piece (the two are one in counter mode). Each piece but the last
 * must be a multiple of 16 bytes long.
 */
export async function openCipher(
  file: FileKey,
): Promise<(piece: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>> {
  const secret: Key = await crypto.subtle.importKey("raw", fromBase64(file.key), "AES-CTR", false, ["encrypt"]);
  const counter = fromBase64(file.iv);
  return async (piece) => {
    const used = new Uint8Array(counter);
    advance(counter, Math.ceil(piece.length / blockBytes));
    return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CTR", counter: used, length: 64 }, secret, piece));
  };
}

/** Adds to the counter: the lower 64 bits of the block, which wrap within themselves. */
function advance(counter: Uint8Array, by: number): void {
  let carry = by;
  for (let at = counter.length - 1; at >= 8 && carry > 0; at -= 1) {
    const sum = (counter[at] ?? 0) + carry;
    counter[at] = sum & 0xff;
    carry = Math.floor(sum / 256);
  }
}

/** Enciphers a file piece by piece; `take` gets each piece before the next is read. Resolves with the file's cipher. */
export async function encryptFile(
  file: Blob,
  random: Random,
  take: (piece: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<MediaCipher> {
  const fileKey = newFileKey(random);
  const encipher = await openCipher(fileKey);
  const digest = new Sha256();
  for (let at = 0; at < file.size; at += pieceBytes) {
    const piece = await encipher(new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer()));
    digest.update(piece);
    await take(piece);
  }
  return { ...fileKey, sha256: toBase64(digest.digest()) };
}

/** Takes a file in as it comes over the wire, in pieces of any length. */
interface FileSink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The clear file. Rejects with MATRIX_FILE_BROKEN when what came is not what was sent. */
  end(type: string): Promise<Blob>;
}

/**
 * Deciphers into a Blob (which the browser keeps outside the page's memory). Nothing is given out before the hash of all
 * of it has been compared. `cipher` null: it comes in the clear.
 */
export async function openSink(cipher: MediaCipher | null): Promise<FileSink> {
  const decipher = cipher === null ? null : await openCipher(cipher);
  const digest = new Sha256();
  const parts: Blob[] = [];
  const held = new Uint8Array(pieceBytes);
  let filled = 0;

  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    const piece = held.subarray(0, filled);
    if (decipher !== null) digest.update(piece);
    parts.push(new Blob([decipher === null ? piece : await decipher(piece)]));
    filled = 0;
  };
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const fits = Math.min(bytes.length - at, held.length - filled);
        held.set(bytes.subarray(at, at + fits), filled);
        filled += fits;
        at += fits;
        if (filled === held.length) await flush();
      }
    },
    async end(type) {
      await flush();
      if (cipher !== null && toBase64(digest.digest()) !== cipher.sha256.replaceAll("-", "+").replaceAll("_", "/")) {
        throw matrixError("MATRIX_FILE_BROKEN", "the file is not the one that was sent: its hash differs");
      }
      return new Blob(parts, { type });
    },
  };
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/=+$/, "");
}

const toBase64Url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
