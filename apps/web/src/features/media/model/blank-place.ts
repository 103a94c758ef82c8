import { ascii } from "../../../shared/pictures/image-header.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Tag of the directory that says where a picture was taken (EXIF 2.32, 4.6.3). */
const gpsTag = 0x8825;
const mostEntries = 500;
const xmpStart = "<x:xmpmeta";
const xmpEnd = "</x:xmpmeta>";

/**
 * Blanks where a picture was taken, in place, in files that this client cannot take apart: HEIC, TIFF, raw and broken
 * pictures. Their EXIF is a TIFF wherever it lies; XMP is text. Nothing moves. Answers whether there was anything.
 */
export function blankPlaces(bytes: Bytes): boolean {
  let found = false;
  for (let at = bytes.indexOf(0x2a); at >= 0 && at + 8 <= bytes.length; at = bytes.indexOf(0x2a, at + 1)) {
    // A star is in the mark of every TIFF: the third letter of one byte order, the fourth of the other.
    for (const start of [at - 2, at - 3]) {
      if (start >= 0 && isTiff(bytes, start)) found = blankGps(bytes, start) || found;
    }
  }
  for (let at = bytes.indexOf(0x3c); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    if (bytes[at + 1] !== 0x78 || ascii(bytes, at, at + xmpStart.length) !== xmpStart) continue;
    const end = endOfXmp(bytes, at);
    bytes.fill(0x20, at, end);
    found = true;
    at = end - 1;
  }
  return found;
}

function isTiff(bytes: Bytes, at: number): boolean {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a === 0x49 && b === 0x49 && c === 0x2a && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 0x2a);
}

function endOfXmp(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0x3c, from + 1); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    if (bytes[at + 1] === 0x2f && ascii(bytes, at, at + xmpEnd.length) === xmpEnd) return at + xmpEnd.length;
  }
  return bytes.length;
}

/** Zeroes the directory of the place and what it points to. `start`: of the TIFF that offsets count from. */
function blankGps(bytes: Bytes, start: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  try {
    const little = view.getUint16(0) === 0x4949;
    const pointer = entriesOf(view, view.getUint32(4, little), little).find(({ tag }) => tag === gpsTag);
    if (pointer === undefined) return false;
    const directory = view.getUint32(pointer.at + 8, little);
    for (const { at } of entriesOf(view, directory, little)) {
      const size = (sizes[view.getUint16(at + 2, little)] ?? 1) * view.getUint32(at + 4, little);
      const value = size > 4 ? view.getUint32(at + 8, little) : null;
      if (value !== null) bytes.fill(0, start + value, Math.min(bytes.length, start + value + Math.min(size, 4_096)));
      bytes.fill(0, start + at, start + at + 12);
    }
    return true;
  } catch (fault) {
    // It points out of itself: who wrote it could not have read it either.
    if (fault instanceof RangeError) return false;
    throw fault;
  }
}

/** Bytes of a value, by its type (TIFF 6.0, section 2). */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

function entriesOf(
  view: DataView,
  directory: number,
  little: boolean,
): { readonly tag: number; readonly at: number }[] {
  const count = Math.min(view.getUint16(directory, little), mostEntries);
  return Array.from({ length: count }, (_, index) => {
    const at = directory + 2 + index * 12;
    return { tag: view.getUint16(at, little), at };
  });
}
