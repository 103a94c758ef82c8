/** The key of an encrypted attachment (Matrix 1.16, client-server API 11.5: `EncryptedFile`, version `v2`). */
export interface MediaCipher {
  /** AES-CTR-256, base64url without padding. */
  readonly key: string;
  /** Initial counter block of 16 bytes, base64. */
  readonly iv: string;
  /** SHA-256 of the encrypted bytes, base64. */
  readonly sha256: string;
}

/** Where the bytes of a media message lie. A screen hands it to `Session.files` as it is. */
export type MediaSource =
  /** `cipher` null: not encrypted. */
  | { readonly at: "homeserver"; readonly mxc: string; readonly cipher: MediaCipher | null }
  /** Not with the homeserver yet: kept on this device under this id. */
  | { readonly at: "here"; readonly id: string };

/** A smaller picture of an image or a video. */
export interface MediaThumbnail {
  readonly source: MediaSource;
  readonly mimetype: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

export type MediaKind = "image" | "video" | "audio" | "file";

/** What a media message shows. Everything in it is the sender's word: nothing about it may be trusted. */
export interface MediaContent {
  readonly type: "media";
  readonly media: MediaKind;
  /** As it was sent: the screen makes it safe to show and to save. */
  readonly name: string;
  /** Bytes. */
  readonly size: number | null;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly mimetype: string | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly blurhash: string | null;
  /** Words under it; `html` is untrusted. */
  readonly caption: { readonly text: string; readonly html: string | null } | null;
  /** Null: the message names none that can be read. */
  readonly source: MediaSource | null;
  readonly thumbnail: MediaThumbnail | null;
}
