import type { KeptFile } from "../contract/kept-files.ts";
import type { MediaCipher, OutgoingMedia } from "../contract/media.ts";
import type { Content } from "./event-view.ts";

const types = { image: "m.image", video: "m.video", audio: "m.audio", file: "m.file" } as const;

/** A file of a message that the homeserver has. */
interface PlacedFile {
  readonly role: "file" | "thumbnail";
  readonly cipher: MediaCipher;
  readonly done: { readonly mxc: string; readonly clear: boolean } | null;
}

/**
 * Content of a media message without the addresses of its files (Matrix 1.16, client-server API 11.2.1.5 to 11.2.1.8).
 * `words` is the content of a caption alone, or null.
 */
export function mediaMessage(media: OutgoingMedia | KeptFile, words: Content | null): Content {
  const { thumbnail } = media;
  const info = {
    mimetype: media.mimetype,
    size: bytesOf(media),
    ...(media.width === null || media.height === null ? {} : { w: media.width, h: media.height }),
    ...(media.duration === null ? {} : { duration: Math.round(media.duration) }),
    ...(media.blurhash === null ? {} : { "xyz.amorgan.blurhash": media.blurhash }),
    ...(thumbnail === null
      ? {}
      : {
          thumbnail_info: {
            mimetype: thumbnail.mimetype,
            size: bytesOf(thumbnail),
            w: thumbnail.width,
            h: thumbnail.height,
          },
        }),
  };
  const said = words?.body === "" ? { ...words, body: media.name } : words;
  return { "m.mentions": {}, body: media.name, ...said, msgtype: types[media.media], filename: media.name, info };
}

const bytesOf = (of: { readonly file: Blob } | { readonly size: number }): number =>
  "file" in of ? of.file.size : of.size;

/** The same with the addresses of the files that are there: in the clear by `url`, else by `file`. */
export function contentWithFiles(content: Content, files: readonly PlacedFile[]): Content {
  let whole = content;
  for (const { role, cipher, done } of files) {
    if (done === null) continue;
    const named = done.clear ? done.mxc : encryptedFile(done.mxc, cipher);
    if (role === "file") {
      whole = { ...whole, [done.clear ? "url" : "file"]: named };
    } else {
      const info = { ...recordOf(whole.info), [done.clear ? "thumbnail_url" : "thumbnail_file"]: named };
      whole = { ...whole, info };
    }
  }
  return whole;
}

const recordOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

/** `EncryptedFile`, version 2. */
function encryptedFile(url: string, { key, iv, sha256 }: MediaCipher): Content {
  return {
    url,
    v: "v2",
    key: { kty: "oct", key_ops: ["encrypt", "decrypt"], alg: "A256CTR", k: key, ext: true },
    iv,
    hashes: { sha256 },
  };
}
