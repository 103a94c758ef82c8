import type { Blurring, MakeBlur } from "@parley/calls/devices";
import { type Clock, signal } from "@parley/kernel";
import type { BlurNews, BlurOrder } from "./blur-messages.ts";
import type { SegmenterFiles } from "./segmenter.ts";

/** The pictures of a track, and a track made of pictures. Source: "MediaStreamTrack Insertable Media Processing". */
export interface Breakout {
  readonly frames: (track: MediaStreamTrack) => ReadableStream<VideoFrame>;
  readonly track: () => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
}

export interface BlurParts extends Breakout {
  readonly worker: () => Pick<Worker, "postMessage" | "terminate" | "addEventListener">;
  readonly files: SegmenterFiles;
  readonly clock: Clock;
}

/** How long a worker may take to let go of what it holds before it is ended. */
const endMs = 1500;

/** Blurs beside the page, in a worker of each camera's own. */
export function createMakeBlur({ frames, track: newTrack, worker: newWorker, files, clock }: BlurParts): MakeBlur {
  return (camera, first) => {
    const track = newTrack();
    const worker = newWorker();
    const slow = signal(false);
    const begun = Promise.withResolvers<Blurring>();
    let blur = first;
    let state: "running" | "closed" | "broken" = "running";
    let told = (): void => {};
    const say = (order: BlurOrder, moved: Transferable[] = []) => worker.postMessage(order, moved);
    const broke = (reason: string) => {
      if (state !== "running") return;
      state = "broken";
      worker.terminate();
      track.stop();
      begun.reject(new Error(reason));
      told();
    };
    const blurring: Blurring = {
      track,
      slow,
      set(next) {
        if (next === blur || state !== "running") return;
        blur = next;
        say({ order: "set", blur });
      },
      onBreak(listener) {
        told = listener;
        if (state === "broken") listener();
      },
      close() {
        if (state !== "running") return;
        state = "closed";
        track.stop();
        begun.reject(new Error("closed"));
        say({ order: "end" });
        cancelEnd = clock.after(endMs, () => worker.terminate());
      },
    };
    let cancelEnd = (): void => {};
    worker.addEventListener("message", ({ data }: MessageEvent<BlurNews>) => {
      switch (data.news) {
        case "begun":
          begun.resolve(blurring);
          return;
        case "slow":
          slow.value = data.slow;
          return;
        case "broken":
          return broke(data.reason);
        default:
          cancelEnd();
          worker.terminate();
      }
    });
    worker.addEventListener("error", () => broke("the worker did not load"));
    // The camera went away before there was a picture.
    camera.addEventListener("ended", () => begun.reject(new Error("the camera ended")), { once: true });
    const pictures = frames(camera);
    say({ order: "begin", frames: pictures, out: track.writable, files, blur }, [pictures, track.writable]);
    return begun.promise.catch((thrown: unknown) => {
      blurring.close();
      throw thrown;
    });
  };
}
