import type { KeptFile, MediaKind } from "@parley/matrix";
import type { FakeSession } from "@parley/testkit";
import { long } from "./community.ts";

/** Files that wait beside unsent words: each kind, long names, one that is too large and one that was lost. */
const filesWaiting = "!clients";

function kept(id: string, media: MediaKind, name: string, size: number, more: Partial<KeptFile> = {}): KeptFile {
  const source = { at: "here", id } as const;
  const shape = { width: null, height: null, duration: null, blurhash: null, thumbnail: null };
  return { id, roomId: filesWaiting, whole: true, media, name, mimetype: "", size, ...shape, source, ...more };
}

export function keepFiles(session: FakeSession): void {
  const small = (id: string) => ({ source: { at: "here", id }, mimetype: "image/png", size: 9_000 }) as const;
  session.keptFiles.all.value = [
    kept("harbour", "image", "harbour.jpg", 412_000, { mimetype: "image/png" }),
    kept("walk", "video", "walk along the harbour before the fog went, second take.mp4", 18_200_000, {
      duration: 84_000,
      thumbnail: { ...small("harbour"), width: 800, height: 450 },
    }),
    kept("tone", "audio", "a tone.wav", 48_044, { duration: 3_000 }),
    kept(
      "minutes",
      "file",
      "minutes of the meeting of the fourteenth of May, with remarks by everybody.pdf",
      1_240_000,
    ),
    kept("word", "file", `${long.split(" ")[0]}.tar.gz`, 64_000_000),
    kept("film", "video", "film of the whole afternoon.mkv", 410_000_000),
    kept("half", "file", "half of it.zip", 5_000_000, { whole: false, source: null }),
  ];
}
