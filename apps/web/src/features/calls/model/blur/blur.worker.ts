import { messageOf } from "@parley/kernel";
import type { BlurNews, BlurOrder } from "./blur-messages.ts";
import { createPace } from "./pace.ts";
import { createPainter } from "./painter.ts";
import { loadSegmenter } from "./segmenter.ts";

type Begin = Extract<BlurOrder, { order: "begin" }>;

const tell = (news: BlurNews) => postMessage(news);
let blur: "light" | "strong" = "light";
let reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
let ending = false;

/** Every picture that comes in is closed, and none goes out as it came. */
async function run({ frames, out, files }: Begin): Promise<void> {
  const writer = out.getWriter();
  reader = frames.getReader();
  try {
    const segmenter = await loadSegmenter(files);
    const painter = createPainter();
    const pace = createPace();
    let begun = false;
    while (!ending) {
      const { value: frame } = await reader.read();
      if (frame === undefined) break;
      const from = performance.now();
      await writer.write(blurred(frame, (size) => painter.paint(frame, size, segmenter.maskOf(frame, size), blur)));
      const slow = pace.took(performance.now() - from);
      if (slow !== null) tell({ news: "slow", slow });
      if (!begun) tell({ news: "begun" });
      begun = true;
    }
  } finally {
    await Promise.allSettled([reader.cancel(), writer.close()]);
  }
}

function blurred(frame: VideoFrame, paint: (size: { width: number; height: number }) => OffscreenCanvas): VideoFrame {
  try {
    const painted = paint({ width: frame.displayWidth, height: frame.displayHeight });
    return new VideoFrame(painted, {
      timestamp: frame.timestamp,
      ...(frame.duration === null ? {} : { duration: frame.duration }),
      alpha: "discard",
    });
  } finally {
    frame.close();
  }
}

addEventListener("message", ({ data }: MessageEvent<BlurOrder>) => {
  switch (data.order) {
    case "begin":
      blur = data.blur;
      run(data).then(
        () => tell({ news: "ended" }),
        (thrown: unknown) => tell({ news: "broken", reason: messageOf(thrown).slice(0, 200) }),
      );
      return;
    case "set":
      blur = data.blur;
      return;
    default:
      ending = true;
      // Wakes whoever waits for a picture.
      void reader?.cancel().catch(() => {});
  }
});
