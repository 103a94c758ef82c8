import { ascii, exifOrientation, jpegSegments, readImageHeader } from "./image-header.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The same picture without what it says beside itself: where and when it was taken, by whom, with which device, what was
 * cut away. Colours and orientation stay, pixels are not touched. Null: not of a kind that this can be done to.
 */
export function stripMetadata(bytes: Bytes): Blob | null {
  const header = readImageHeader(bytes);
  switch (header?.type) {
    case "image/jpeg":
      return new Blob(jpeg(bytes, header.orientation), { type: header.type });
    case "image/png":
      return new Blob(png(bytes), { type: header.type });
    case "image/webp":
      return new Blob(webp(bytes), { type: header.type });
    case "image/gif":
      // It has no place for such things that any camera uses.
      return new Blob([bytes], { type: header.type });
    default:
      return null;
  }
}

/** Kept: JFIF, a colour profile, and Adobe's word on colours. Dropped: EXIF, XMP, IPTC, previews, comments, the rest. */
function jpeg(bytes: Bytes, orientation: number): Bytes[] {
  const parts: Bytes[] = [bytes.subarray(0, 2)];
  const turned = orientation === 1 ? null : exifSegment(orientation);
  let placed = turned === null;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    const isApp = marker >= 0xe0 && marker <= 0xef;
    if (!placed && marker !== 0xe0 && turned !== null) {
      parts.push(turned);
      placed = true;
    }
    if (marker === 0xda) {
      parts.push(bytes.subarray(start, endOfImage(bytes, end)));
      return parts;
    }
    const profile = marker === 0xe2 && ascii(bytes, start + 4, start + 15) === "ICC_PROFILE";
    if (!(isApp || marker === 0xfe) || marker === 0xe0 || marker === 0xee || profile) {
      parts.push(bytes.subarray(start, end));
    }
  }
  return parts;
}

/** Where the picture ends: phones append a film or a second picture, with places of their own. */
function endOfImage(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return at + 2;
    // Within a scan: a stuffed byte, a restart, or filling. Between scans of a progressive picture: tables.
    const bare = marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;
    const length = bare ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    at = bytes.indexOf(0xff, at + (marker === 0xff ? 1 : 2 + length));
  }
  return bytes.length;
}

function png(bytes: Bytes): Bytes[] {
  const parts: Bytes[] = [bytes.subarray(0, 8)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dropped = new Set(["tEXt", "zTXt", "iTXt", "tIME", "dSIG"]);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const type = ascii(bytes, at + 4, at + 8);
    if (type === "eXIf") {
      const orientation = exifOrientation(bytes.subarray(at + 8, end - 4));
      if (orientation !== 1) parts.push(pngChunk("eXIf", tiffOf(orientation)));
    } else if (!dropped.has(type)) {
      parts.push(bytes.subarray(at, end));
    }
    if (type === "IEND") break;
    at = end;
  }
  return parts;
}

function webp(bytes: Bytes): Bytes[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Bytes[] = [];
  let hasExif = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const type = ascii(bytes, at, at + 4);
    // Chunks are of even length.
    const end = at + 8 + Math.ceil(view.getUint32(at + 4, true) / 2) * 2;
    if (type === "EXIF") {
      const body = bytes.subarray(at + 8, end);
      const orientation = exifOrientation(ascii(body, 0, 6) === "Exif\0\0" ? body.subarray(6) : body);
      if (orientation !== 1) {
        hasExif = true;
        chunks.push(webpChunk("EXIF", tiffOf(orientation)));
      }
    } else if (type !== "XMP ") {
      chunks.push(bytes.slice(at, end));
    }
    at = end;
  }
  const extended = chunks.find((chunk) => ascii(chunk, 0, 4) === "VP8X");
  if (extended !== undefined) {
    const flags = (extended[8] ?? 0) & ~0x0c;
    extended[8] = hasExif ? flags | 0x08 : flags;
  }
  const head = bytes.slice(0, 12);
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  new DataView(head.buffer).setUint32(4, length, true);
  return [head, ...chunks];
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
