const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

const pngSign = "\x89PNG\r\n\x1a\n";
const jpegSign = "\xff\xd8\xff";

/** The media type of a picture by its first bytes; null for what is none of PNG, JPEG, WebP and GIF, whatever its name. */
export function pictureType(bytes: Uint8Array): string | null {
  if (ascii(bytes, 0, 8) === pngSign) return "image/png";
  if (ascii(bytes, 0, 3) === jpegSign) return "image/jpeg";
  if (["GIF87a", "GIF89a"].includes(ascii(bytes, 0, 6))) return "image/gif";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "image/webp";
  return null;
}
