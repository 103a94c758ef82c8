import type { Attachments } from "../../../shared/chat-slots.ts";

/** The files that wait in the rooms of a session. Like drafts they outlive the rooms' models. */
export interface WaitingFiles {
  /** Those of a room, made when first asked for. */
  of(roomId: string, make: (roomId: string) => Attachments): Attachments;
  /** Those of a room, or null while nobody has asked for any. */
  standing(roomId: string): Attachments | null;
  /** The rooms of which somebody has asked for them. */
  rooms(): Iterable<string>;
  /** Frees those of a room that was left. */
  drop(roomId: string): void;
  /** Frees everything. */
  close(): void;
}

export function createWaitingFiles(): WaitingFiles {
  const rooms = new Map<string, Attachments>();
  return {
    of(roomId, make) {
      const files = rooms.get(roomId) ?? make(roomId);
      rooms.set(roomId, files);
      return files;
    },
    standing: (roomId) => rooms.get(roomId) ?? null,
    rooms: () => rooms.keys(),
    drop(roomId) {
      rooms.get(roomId)?.close();
      rooms.delete(roomId);
    },
    close() {
      for (const files of rooms.values()) files.close();
      rooms.clear();
    },
  };
}
