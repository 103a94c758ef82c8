import { ascii } from "./image-header.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Extensions of applications that make it move again and again; others hold XMP, comments, whole files. */
const loops = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);
const trailer = 0x3b;

/** The parts of a GIF that draw and move it (GIF89a): pictures, their times and how often, nothing behind the end. */
export function stripGif(bytes: Bytes): Bytes[] {
  const tableOf = (packed: number): number => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  let at = 13 + tableOf(bytes[10] ?? 0);
  const parts: Bytes[] = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x2c) {
      const end = endOfBlocks(bytes, at + 11 + tableOf(bytes[at + 9] ?? 0));
      parts.push(bytes.subarray(at, end));
      at = end;
    } else if (kind === 0x21) {
      const label = bytes[at + 1];
      const end = endOfBlocks(bytes, at + 2);
      const isLoop = label === 0xff && bytes[at + 2] === 11 && loops.has(ascii(bytes, at + 3, at + 14));
      if (label === 0xf9 || isLoop) parts.push(bytes.subarray(at, end));
      at = end;
    } else break;
  }
  parts.push(Uint8Array.of(trailer));
  return parts;
}

/** Behind a row of blocks, each led by its length, that ends with an empty one. */
function endOfBlocks(bytes: Bytes, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) break;
  }
  return Math.min(at, bytes.length);
}
