import type { ReadonlySignal } from "@parley/kernel";

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

/** A file that is to be sent as a message, with what was found out about it. */
export interface OutgoingMedia {
  readonly media: MediaKind;
  readonly file: Blob;
  readonly name: string;
  readonly mimetype: string;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly blurhash: string | null;
  readonly thumbnail: {
    readonly file: Blob;
    readonly mimetype: string;
    readonly width: number;
    readonly height: number;
  } | null;
}

/** The bytes of media messages. */
export interface Files {
  /**
   * Fetches a file and opens it. `box`: where the homeserver can read it, a smaller picture of about that size will do
   * (pixels). `most`: bytes at which it is given up.
   * Rejects with MATRIX_NOT_FOUND, MATRIX_TOO_LARGE, MATRIX_FILE_BROKEN (not what was sent), MATRIX_UNREACHABLE,
   * MATRIX_TIMEOUT, MATRIX_STORE_LOST, or with the signal's reason.
   */
  read(
    source: MediaSource,
    options?: {
      readonly type?: string;
      readonly box?: { readonly width: number; readonly height: number };
      readonly most?: number;
      readonly signal?: AbortSignal;
      /** From 0 to 1; null: how much there is to come is not known. */
      readonly progress?: (share: number | null) => void;
    },
  ): Promise<Blob>;
  /** The most bytes that the homeserver takes of one file; null: it does not say, or cannot be asked now. */
  limit(): Promise<number | null>;
  /** How far the files of an own message are on their way, from 0 to 1; null: none is. `key` is the item's. */
  progress(key: string): ReadonlySignal<number | null>;
}
