import { headerBytes, isDecodable, readImageHeader } from "../../../shared/pictures/image-header.ts";

/** Types of film and sound that a player may be given. Nothing among them can run. */
const playable = new Set([
  "video/mp4",
  "video/webm",
  "video/ogg",
  "video/quicktime",
  "video/x-matroska",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/ogg",
  "audio/opus",
  "audio/webm",
  "audio/wav",
  "audio/x-wav",
  "audio/flac",
  "audio/x-flac",
  "audio/x-m4a",
]);

/** The type that a player is given for what a sender calls `mimetype`; null: none of those. */
export function playedType(mimetype: string | null): string | null {
  const bare = mimetype?.split(";")[0]?.trim().toLowerCase() ?? "";
  return playable.has(bare) ? bare : null;
}

/** A picture as it may be shown. */
export type Shown =
  | { readonly ok: true; readonly file: Blob }
  /** `kind`: no picture that is known here (SVG and HTML among them). `size`: it would not fit into memory. */
  | { readonly ok: false; readonly why: "kind" | "size" };

/**
 * Decides by a file's own first bytes whether it is shown as a picture, before anything decodes it; it gets the type of
 * what it is, whatever its sender calls it.
 */
export async function shownPicture(file: Blob): Promise<Shown> {
  const header = readImageHeader(new Uint8Array(await file.slice(0, headerBytes).arrayBuffer()));
  if (header === null) return { ok: false, why: "kind" };
  if (!isDecodable(header)) return { ok: false, why: "size" };
  return { ok: true, file: file.type === header.type ? file : new Blob([file], { type: header.type }) };
}
