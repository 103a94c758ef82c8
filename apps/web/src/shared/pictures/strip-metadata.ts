import { ascii, exifOrientation, jpegSegments, readImageHeader } from "./image-header.ts";
import { stripGif } from "./strip-gif.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The same picture without what it says beside itself: where and when it was taken, by whom, with which device, what was
 * cut away. Only what draws is kept, whatever else there may be: colours and orientation stay, pixels are not touched. Null: not of a kind that this can be done to.
 */
export function stripMetadata(bytes: Bytes): Blob | null {
  const header = readImageHeader(bytes);
  switch (header?.type) {
    case "image/jpeg": {
      const parts = jpeg(bytes, header.orientation);
      return parts === null ? null : new Blob(parts, { type: header.type });
    }
    case "image/png":
      return new Blob(png(bytes), { type: header.type });
    case "image/webp":
      return new Blob(webp(bytes), { type: header.type });
    case "image/gif":
      return new Blob(stripGif(bytes), { type: header.type });
    default:
      return null;
  }
}

/** Markers that decoding needs (ITU-T T.81, table B.1): frames, tables, restarts. What applications add is none of them. */
const draws = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || drawing.has(marker);
const drawing = new Set([0xdb, 0xdc, 0xdd, 0xde, 0xdf]);

/** Kept: what draws, JFIF's and Adobe's word on colours and density without a preview, a colour profile. Null: no scan is found. */
function jpeg(bytes: Bytes, orientation: number): Bytes[] | null {
  const parts: Bytes[] = [bytes.subarray(0, 2)];
  const turned = orientation === 1 ? null : exifSegment(orientation);
  let placed = turned === null;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (!placed && marker !== 0xe0 && turned !== null) {
      parts.push(turned);
      placed = true;
    }
    if (marker === 0xda) {
      parts.push(...scans(bytes, start, end));
      return parts;
    }
    if (marker === 0xe0 && ascii(bytes, start + 4, start + 9) === "JFIF\0" && end - start >= 18) {
      // Behind these stands a preview of the whole.
      parts.push(Uint8Array.of(0xff, 0xe0, 0, 16, ...bytes.subarray(start + 4, start + 16), 0, 0));
    } else if (marker === 0xee && ascii(bytes, start + 4, start + 9) === "Adobe" && end - start >= 16) {
      parts.push(Uint8Array.of(0xff, 0xee, 0, 14, ...bytes.subarray(start + 4, start + 16)));
    } else if (marker === 0xe2 && ascii(bytes, start + 4, start + 16) === "ICC_PROFILE\0") {
      parts.push(bytes.subarray(start, end));
    } else if (draws(marker)) {
      parts.push(bytes.subarray(start, end));
    }
  }
  return null;
}

/** The scans and the tables between them. Phones append a film or a second picture, with places of their own. */
function scans(bytes: Bytes, start: number, from: number): Bytes[] {
  const parts: Bytes[] = [];
  let kept = start;
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) {
      parts.push(bytes.subarray(kept, at + 2));
      return parts;
    }
    // Within a scan: a stuffed byte, a restart, or filling. Between scans of a progressive picture: tables.
    const bare = marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;
    const length = bare ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const next = at + (marker === 0xff ? 1 : 2 + length);
    if (!bare && marker !== 0xda && !draws(marker)) {
      parts.push(bytes.subarray(kept, at));
      kept = next;
    }
    at = bytes.indexOf(0xff, next);
  }
  parts.push(bytes.subarray(kept));
  return parts;
}

/** Chunks that draw (PNG 3rd edition, 11): pixels, colours, density, animation. */
const pngDraws = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD pHYs acTL fcTL fdAT".split(" "),
);

function png(bytes: Bytes): Bytes[] {
  const parts: Bytes[] = [bytes.subarray(0, 8)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const type = ascii(bytes, at + 4, at + 8);
    if (type === "eXIf") {
      const orientation = exifOrientation(bytes.subarray(at + 8, end - 4));
      if (orientation !== 1) parts.push(pngChunk("eXIf", tiffOf(orientation)));
    } else if (pngDraws.has(type)) {
      parts.push(bytes.subarray(at, end));
    }
    if (type === "IEND") break;
    at = end;
  }
  return parts;
}

/** Chunks that draw (WebP container specification). */
const webpDraws = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);
/** A frame's place, size and time stand before its own chunks. */
const frameHead = 16;

function webp(bytes: Bytes): Bytes[] {
  const chunks = webpChunks(bytes, 12, bytes.length);
  const extended = chunks.find((chunk) => ascii(chunk, 0, 4) === "VP8X");
  if (extended !== undefined) {
    const flags = (extended[8] ?? 0) & ~0x0c;
    extended[8] = chunks.some((chunk) => ascii(chunk, 0, 4) === "EXIF") ? flags | 0x08 : flags;
  }
  const head = bytes.slice(0, 12);
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  new DataView(head.buffer).setUint32(4, length, true);
  return [head, ...chunks];
}

function webpChunks(bytes: Bytes, from: number, to: number): Bytes[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Bytes[] = [];
  for (let at = from; at + 8 <= to; ) {
    const type = ascii(bytes, at, at + 4);
    // Chunks are of even length.
    const end = Math.min(to, at + 8 + Math.ceil(view.getUint32(at + 4, true) / 2) * 2);
    if (type === "EXIF") {
      const body = bytes.subarray(at + 8, end);
      const orientation = exifOrientation(ascii(body, 0, 6) === "Exif\0\0" ? body.subarray(6) : body);
      if (orientation !== 1) chunks.push(webpChunk("EXIF", tiffOf(orientation)));
    } else if (type === "ANMF" && from === 12) {
      const inner = at + 8 + frameHead;
      chunks.push(webpChunk(type, joined([bytes.subarray(at + 8, inner), ...webpChunks(bytes, inner, end)])));
    } else if (webpDraws.has(type)) {
      chunks.push(bytes.slice(at, end));
    }
    at = end;
  }
  return chunks;
}

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A TIFF that says nothing but which way is up. */
function tiffOf(orientation: number): Bytes {
  const tiff = new Uint8Array(26);
  const view = new DataView(tiff.buffer);
  view.setUint32(0, 0x4d4d002a);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, 0x0112);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return tiff;
}

function exifSegment(orientation: number): Bytes {
  const tiff = tiffOf(orientation);
  const segment = new Uint8Array(10 + tiff.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, 0xffe1);
  view.setUint16(2, 8 + tiff.length);
  segment.set([0x45, 0x78, 0x69, 0x66, 0, 0], 4);
  segment.set(tiff, 10);
  return segment;
}

function webpChunk(type: string, body: Bytes): Bytes {
  const chunk = new Uint8Array(8 + body.length);
  chunk.set([...type].map((letter) => letter.charCodeAt(0)));
  new DataView(chunk.buffer).setUint32(4, body.length, true);
  chunk.set(body, 8);
  return chunk;
}

function pngChunk(type: string, body: Bytes): Bytes {
  const chunk = new Uint8Array(12 + body.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length);
  chunk.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  chunk.set(body, 8);
  view.setUint32(8 + body.length, crc32(chunk.subarray(4, 8 + body.length)));
  return chunk;
}

/** CRC-32 of a PNG's chunk (ISO 3309), bit by bit: a few dozen bytes. */
function crc32(bytes: Bytes): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
