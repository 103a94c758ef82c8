import type { Clock } from "@parley/kernel";
import type { ObjectUrls } from "./object-urls.ts";

const deadlineMs = 10_000;
/** Where the picture of a film is taken: its very beginning is often black. */
const posterSeconds = 1;
const longestEdge = 1_280;

/** What the browser's player says of a film or a sound. */
export interface FilmFacts {
  /** Milliseconds. */
  readonly duration: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** A frame of it. */
  readonly frame: Blob | null;
}

const nothing: FilmFacts = { duration: null, width: null, height: null, frame: null };

/** Waits for an event of a player; false when it fails or takes too long. */
function comes(player: HTMLMediaElement, event: string, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (good: boolean) => {
      cancel();
      player.removeEventListener(event, onGood);
      player.removeEventListener("error", onBad);
      resolve(good);
    };
    const onGood = () => settle(true);
    const onBad = () => settle(false);
    const cancel = clock.after(deadlineMs, onBad);
    player.addEventListener(event, onGood);
    player.addEventListener("error", onBad);
  });
}

/** Asks the browser's player about a file, and takes a frame of a film. Answers with nulls where it cannot say. */
export async function filmFacts(
  file: Blob,
  media: "video" | "audio",
  urls: ObjectUrls,
  clock: Clock,
): Promise<FilmFacts> {
  const held = urls.make(file);
  const player = document.createElement(media);
  player.preload = media === "video" ? "auto" : "metadata";
  player.muted = true;
  try {
    const known = comes(player, media === "video" ? "loadeddata" : "loadedmetadata", clock);
    player.src = held.url;
    if (!(await known)) return nothing;
    const duration = Number.isFinite(player.duration) ? Math.round(player.duration * 1_000) : null;
    if (!(player instanceof HTMLVideoElement)) return { ...nothing, duration };
    const { videoWidth: width, videoHeight: height } = player;
    if (width === 0 || height === 0) return { ...nothing, duration };
    if (player.duration > posterSeconds) {
      const there = comes(player, "seeked", clock);
      player.currentTime = posterSeconds;
      await there;
    }
    return { duration, width, height, frame: await frameOf(player) };
  } finally {
    player.removeAttribute("src");
    player.load();
    held.free();
  }
}

async function frameOf(player: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, longestEdge / Math.max(player.videoWidth, player.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(player.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(player.videoHeight * scale));
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.drawImage(player, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
