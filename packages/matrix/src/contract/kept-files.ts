import type { ReadonlySignal } from "@parley/kernel";
import type { MediaKind, MediaSource, OutgoingMedia } from "./media.ts";

/** A file that waits beside a room's unsent words. `Timeline.sendMedia` takes it as it is. */
export interface KeptFile {
  readonly id: string;
  readonly roomId: string;
  /** False: the page ended before all of it was written down, or it has waited too long. It can only be dropped. */
  readonly whole: boolean;
  readonly media: MediaKind;
  readonly name: string;
  readonly mimetype: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly blurhash: string | null;
  /** Null: not all of it is here. */
  readonly source: MediaSource | null;
  /** Lies here as the file does. */
  readonly thumbnail: {
    readonly source: MediaSource;
    readonly mimetype: string;
    readonly size: number;
    readonly width: number;
    readonly height: number;
  } | null;
}

/**
 * Files beside unsent words, enciphered on the disk as those are that are on their way: a reload brings them back, and
 * to send one is to write its message down. Kept for a week, and with what is on its way no more than 1 GiB of them.
 */
export interface KeptFiles {
  /** Those of a room in the order in which they came; null: not known yet, or another tab holds them. */
  of(roomId: string): ReadonlySignal<readonly KeptFile[] | null>;
  /**
   * Writes a file down under an id of the caller's; it is among the others when this resolves. `signal` breaks it off and
   * leaves nothing behind. Rejects with MATRIX_STORE_FULL or MATRIX_STORE_LOST.
   */
  keep(roomId: string, id: string, media: OutgoingMedia, signal: AbortSignal): Promise<void>;
  /** Has one wait in another room from now on; nothing when there is none. */
  move(id: string, roomId: string): Promise<void>;
  /** Removes one; nothing when there is none. */
  drop(id: string): Promise<void>;
}
