import { computed, type Signal, signal } from "@parley/kernel";
import type { KeptFile, KeptFiles, OutgoingMedia } from "@parley/matrix";

/** Files beside unsent words, in memory. */
export interface FakeKeptFiles extends KeptFiles {
  /** All of them; null: not known. A test may put some there, as an earlier page left them. */
  readonly all: Signal<readonly KeptFile[] | null>;
  /** What keeping waits for: a test holds it, or lets it fail. */
  hold: Promise<void>;
}

const keptOf = (roomId: string, id: string, { file, thumbnail, ...media }: OutgoingMedia): KeptFile => ({
  ...media,
  id,
  roomId,
  whole: true,
  size: file.size,
  source: { at: "here", id },
  thumbnail:
    thumbnail === null
      ? null
      : {
          source: { at: "here", id: `${id}-small` },
          mimetype: thumbnail.mimetype,
          size: thumbnail.file.size,
          width: thumbnail.width,
          height: thumbnail.height,
        },
});

/** `blobs`: where the bytes of files lie. */
export function createFakeKeptFiles(blobs: Map<string, unknown>): FakeKeptFiles {
  const all = signal<readonly KeptFile[] | null>([]);
  const without = (id: string) => (all.peek() ?? []).filter((file) => file.id !== id);
  const fake: FakeKeptFiles = {
    all,
    hold: Promise.resolve(),
    of: (roomId) => computed(() => all.value?.filter((file) => file.roomId === roomId) ?? null),
    async keep(roomId, id, media, stop) {
      await fake.hold;
      stop.throwIfAborted();
      blobs.set(id, media.file);
      if (media.thumbnail !== null) blobs.set(`${id}-small`, media.thumbnail.file);
      all.value = [...without(id), keptOf(roomId, id, media)];
    },
    async move(id, roomId) {
      all.value = all.peek()?.map((file) => (file.id === id ? { ...file, roomId } : file)) ?? null;
    },
    async drop(id) {
      if (all.peek() !== null) all.value = without(id);
    },
  };
  return fake;
}
