import type { MediaCipher, MediaContent, MediaKind, MediaSource, MediaThumbnail } from "../contract/media.ts";
import { cleanFileName, withoutOverrides } from "./clean.ts";
import { type Content, record, size, text } from "./event-view.ts";
import type { LocalMedia } from "./local-media.ts";

const kinds: Readonly<Record<string, MediaKind>> = {
  "m.image": "image",
  "m.video": "video",
  "m.audio": "audio",
  "m.file": "file",
};

/** A server's name and a media id (Matrix 1.16, client-server API 11.5.5): what may stand in a request's path. */
const mxcForm = /^mxc:\/\/(?:\[[\dA-Fa-f:.]{2,45}\]|[A-Za-z\d.-]{1,255})(?::\d{1,5})?\/[\w-]{1,255}$/;
const mimeForm = /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}$/;
const blurhashForm = /^[\w#$%*+,.:;=?@[\]^{|}~-]{6,120}$/;
const base64Form = /^[A-Za-z0-9+/_-]+={0,2}$/;

const longestCaption = 65_536;
const mostPixels = 1_000_000;
const longestMs = 100 * 24 * 3_600_000;

/**
 * What an `m.image`, `m.video`, `m.audio` or `m.file` message shows (Matrix 1.16, client-server API 11.2.1), or null
 * when it is none. `words` cleans what stands in `body` when that is a caption.
 */
export function mediaContent(
  type: string,
  content: Content,
  words: (body: string) => string,
  local: LocalMedia | null = null,
): MediaContent | null {
  const media = kinds[type];
  if (media === undefined) return null;
  const info = record(content, "info");
  const body = text(content, "body") ?? "";
  const filename = text(content, "filename");
  return {
    type: "media",
    media,
    name: cleanFileName(filename ?? body),
    size: whole(info, "size", Number.MAX_SAFE_INTEGER),
    width: whole(info, "w", mostPixels),
    height: whole(info, "h", mostPixels),
    mimetype: matching(info, "mimetype", mimeForm)?.toLowerCase() ?? null,
    duration: whole(info, "duration", longestMs),
    blurhash: matching(info, "xyz.amorgan.blurhash", blurhashForm) ?? matching(info, "blurhash", blurhashForm),
    caption: captionOf(content, body, filename, words),
    source: local === null ? sourceOf(content, "file", "url") : { at: "here", id: local.file },
    thumbnail: thumbnailOf(info, local),
  };
}

/** `body` is a caption only where a name stands beside it that differs (Matrix 1.10). */
function captionOf(
  content: Content,
  body: string,
  filename: string | null,
  words: (body: string) => string,
): MediaContent["caption"] {
  if (filename === null || body === filename) return null;
  const said = withoutOverrides(words(body)).slice(0, longestCaption);
  if (said.trim() === "") return null;
  const html = text(content, "format") === "org.matrix.custom.html" ? text(content, "formatted_body") : null;
  return { text: said, html: html === null ? null : withoutOverrides(html) };
}

function thumbnailOf(info: Content | null, local: LocalMedia | null): MediaThumbnail | null {
  const here: MediaSource | null =
    local === null || local.thumbnail === null ? null : { at: "here", id: local.thumbnail };
  const source = local === null ? sourceOf(info, "thumbnail_file", "thumbnail_url") : here;
  if (source === null) return null;
  const about = record(info, "thumbnail_info");
  return {
    source,
    mimetype: matching(about, "mimetype", mimeForm)?.toLowerCase() ?? null,
    width: whole(about, "w", mostPixels),
    height: whole(about, "h", mostPixels),
  };
}

function sourceOf(content: Content | null, file: string, url: string): MediaSource | null {
  const encrypted = record(content, file);
  if (encrypted !== null) {
    const mxc = matching(encrypted, "url", mxcForm);
    const cipher = cipherOf(encrypted);
    return mxc === null || cipher === null ? null : { at: "homeserver", mxc, cipher };
  }
  const mxc = matching(content, url, mxcForm);
  return mxc === null ? null : { at: "homeserver", mxc, cipher: null };
}

/** Only what `v2` says is read: another version or another cipher is one that this client does not know. */
function cipherOf(file: Content): MediaCipher | null {
  const jwk = record(file, "key");
  if (text(file, "v") !== "v2" || text(jwk, "kty") !== "oct" || text(jwk, "alg") !== "A256CTR") return null;
  const key = bytesOf(jwk, "k", 32);
  const iv = bytesOf(file, "iv", 16);
  const sha256 = bytesOf(record(file, "hashes"), "sha256", 32);
  return key === null || iv === null || sha256 === null ? null : { key, iv, sha256 };
}

/** Base64 of so many bytes, with or without padding, in either alphabet. */
function bytesOf(content: Content | null, key: string, bytes: number): string | null {
  const value = matching(content, key, base64Form);
  if (value === null) return null;
  const bare = value.replace(/=+$/, "");
  return bare.length === Math.ceil((bytes * 4) / 3) ? bare : null;
}

function matching(content: Content | null, key: string, form: RegExp): string | null {
  const value = text(content, key);
  return value !== null && value.length <= 600 && form.test(value) ? value : null;
}

function whole(content: Content | null, key: string, most: number): number | null {
  const value = size(content, key);
  return value !== null && value <= most ? Math.round(value) : null;
}
