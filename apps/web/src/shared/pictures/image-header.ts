export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/avif" | "image/heic";

/** What a picture says of itself before it is decoded. */
export interface ImageHeader {
  readonly type: ImageType;
  /** As it is shown: turned where its orientation says so. */
  readonly width: number;
  readonly height: number;
  /** 1 to 8, as in EXIF. */
  readonly orientation: number;
}

/** A picture of more is not decoded: it takes 4 bytes for each in memory, whatever it has in its file. */
const mostPixels = 80_000_000;
const longestEdge = 30_000;

/** Whether a picture may be decoded: a file of a few kilobytes can claim gigabytes. */
export function isDecodable({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width > 0 && height > 0 && width <= longestEdge && height <= longestEdge && width * height <= mostPixels;
}

/** Bytes that hold every header that is understood, but for a JPEG's with large attachments. */
export const headerBytes = 512 * 1024;

/** The type by a file's first bytes, not by what anyone says. Null: none that is shown. */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  if (starts(bytes, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (ascii(bytes, 0, 4) === "GIF8") return "image/gif";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "image/webp";
  if (ascii(bytes, 4, 8) !== "ftyp") return null;
  const brand = ascii(bytes, 8, 12);
  if (/^avi[fs]/.test(brand)) return "image/avif";
  return /^(?:hei[cxms]|hev[cx]|mif1|msf1)/.test(brand) ? "image/heic" : null;
}

/** What a picture says of itself. Null: it is none that is shown, or its header is broken or not among these bytes. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = imageTypeOf(bytes);
  try {
    switch (type) {
      case null:
        return null;
      case "image/jpeg":
        return jpeg(bytes, view);
      case "image/png":
        return png(view);
      case "image/gif":
        return header(type, view.getUint16(6, true), view.getUint16(8, true), 1);
      case "image/webp":
        return webp(bytes, view);
      default:
        return isobmff(type, bytes, view);
    }
  } catch (fault) {
    // Cut short within its header.
    if (!(fault instanceof RangeError)) throw fault;
    return null;
  }
}

export interface JpegSegment {
  readonly marker: number;
  /** Of the marker's first byte. */
  readonly start: number;
  /** Behind its last byte. */
  readonly end: number;
}

/** Markers without a length: a stuffed byte, restarts and a private one of old. */
const isBare = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** The segments of a JPEG up to its first scan, that one included (ITU-T T.81, annex B). */
export function jpegSegments(bytes: Uint8Array): JpegSegment[] {
  const found: JpegSegment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    // Stray bytes, which decoders pass over as well: some cameras leave them.
    if (bytes[at] !== 0xff) {
      const next = bytes.indexOf(0xff, at);
      if (next < 0) break;
      at = next;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9) break;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) break;
    found.push({ marker, start: at, end: at + 2 + length });
    if (marker === 0xda) break;
    at += 2 + length;
  }
  return found;
}

function jpeg(bytes: Uint8Array, view: DataView): ImageHeader | null {
  let orientation = 1;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === 0xe1 && ascii(bytes, start + 4, start + 10) === "Exif\0\0") {
      orientation = exifOrientation(bytes.subarray(start + 10, end));
    }
    // A frame's header, but not the tables that share its range (C4, C8, CC).
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return header("image/jpeg", view.getUint16(start + 7), view.getUint16(start + 5), orientation);
    }
  }
  return null;
}

function png(view: DataView): ImageHeader | null {
  return header("image/png", view.getUint32(16), view.getUint32(20), 1);
}

function webp(bytes: Uint8Array, view: DataView): ImageHeader | null {
  const kind = ascii(bytes, 12, 16);
  const three = (at: number) => (view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16)) + 1;
  if (kind === "VP8X") return header("image/webp", three(24), three(27), 1);
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    return header("image/webp", (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, 1);
  }
  if (kind === "VP8 ") {
    return header("image/webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, 1);
  }
  return null;
}

/** The largest `ispe` property counts: thumbnails and tiles have smaller ones. */
function isobmff(type: ImageType, bytes: Uint8Array, view: DataView): ImageHeader | null {
  let largest: ImageHeader | null = null;
  for (let at = 8; at + 16 <= Math.min(bytes.length, 65_536); at += 1) {
    if (bytes[at] !== 0x69 || ascii(bytes, at, at + 4) !== "ispe") continue;
    const found = header(type, view.getUint32(at + 8), view.getUint32(at + 12), 1);
    if (found !== null && found.width * found.height > (largest?.width ?? 0) * (largest?.height ?? 0)) largest = found;
  }
  return largest;
}

function header(type: ImageType, width: number, height: number, orientation: number): ImageHeader | null {
  if (width === 0 || height === 0) return null;
  const turned = orientation >= 5;
  return { type, width: turned ? height : width, height: turned ? width : height, orientation };
}

/** Tag 0x0112 of the first directory of a TIFF (EXIF 2.32, 4.6.4), 1 where there is none that can be read. */
export function exifOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const first = view.getUint32(4, little);
    const entries = view.getUint16(first, little);
    for (let entry = 0; entry < Math.min(entries, 500); entry += 1) {
      const at = first + 2 + entry * 12;
      if (view.getUint16(at, little) !== 0x0112) continue;
      const value = view.getUint16(at + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
  }
  return 1;
}

export function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function starts(bytes: Uint8Array, ...signature: number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}
