import { AppError, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { Files, KeptFile, MediaContent, OutgoingMedia } from "@parley/matrix";

/** Files in memory, and the levers of a test. */
export interface FakeFiles extends Files {
  /** What is read, by `mxc:` address or id: an error is thrown, `hold` never comes. What is absent is not found. */
  readonly blobs: Map<string, Blob | AppError | "hold">;
  /** What has been read, in order. */
  readonly reads: string[];
  /** What the homeserver takes; null: it does not say. */
  most: number | null;
  /** How far an own message's files are: a test moves it. */
  share(key: string): Signal<number | null>;
}

export function createFakeFiles(): FakeFiles {
  const blobs = new Map<string, Blob | AppError | "hold">();
  const shares = new Map<string, Signal<number | null>>();
  const reads: string[] = [];
  const share = (key: string): Signal<number | null> => {
    const found = shares.get(key) ?? signal<number | null>(null);
    shares.set(key, found);
    return found;
  };
  const fake: FakeFiles = {
    blobs,
    reads,
    most: 100 * 1024 * 1024,
    share,
    async read(source, { type = "application/octet-stream", signal: stop, progress } = {}) {
      const address = source.at === "here" ? source.id : source.mxc;
      reads.push(address);
      const found = blobs.get(address);
      if (found === "hold") {
        progress?.(0.4);
        return await new Promise<Blob>((_, reject) => {
          stop?.addEventListener("abort", () => reject(stop.reason), { once: true });
        });
      }
      if (found === undefined) throw new AppError("MATRIX_NOT_FOUND", "The fake has no such file.");
      if (found instanceof AppError) throw found;
      return new Blob([found], { type });
    },
    limit: async () => fake.most,
    progress: (key): ReadonlySignal<number | null> => share(key),
  };
  return fake;
}

/** What a message that sends `media` shows, while it lies here under `id`. */
export function sentMedia(media: OutgoingMedia | KeptFile, caption: MediaContent["caption"], id: string): MediaContent {
  const { thumbnail } = media;
  return {
    type: "media",
    media: media.media,
    name: media.name,
    size: "id" in media ? media.size : media.file.size,
    width: media.width,
    height: media.height,
    mimetype: media.mimetype,
    duration: media.duration,
    blurhash: media.blurhash,
    caption,
    source: { at: "here", id },
    thumbnail:
      thumbnail === null
        ? null
        : {
            source: { at: "here", id: `${id}-small` },
            mimetype: thumbnail.mimetype,
            width: thumbnail.width,
            height: thumbnail.height,
          },
  };
}
