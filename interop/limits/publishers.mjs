// Publishes a moving picture into a room for each token, until its input ends: people without browsers.
// Reads one line of JSON: {"url": …, "tokens": […]}; says `ready` when all are published.
import { createInterface } from "node:readline";
import {
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from "@livekit/rtc-node";

const [width, height] = [640, 360];
const lines = createInterface({ input: process.stdin });
const first = await new Promise((resolve) => lines.once("line", resolve));
const { url, tokens } = JSON.parse(first);

const sources = [];
for (const token of tokens) {
  const room = new Room();
  await room.connect(url, token, { autoSubscribe: false, dynacast: false });
  const source = new VideoSource(width, height);
  const options = new TrackPublishOptions({
    source: TrackSource.SOURCE_CAMERA,
    simulcast: false,
    videoEncoding: { maxBitrate: 300_000n, maxFramerate: 15 },
  });
  await room.localParticipant.publishTrack(LocalVideoTrack.createVideoTrack("camera", source), options);
  sources.push(source);
}
let turn = 0;
setInterval(() => {
  turn += 1;
  const pixels = new Uint8Array(width * height * 1.5).fill(128);
  for (let y = 0; y < height; y += 1) pixels.fill((y + turn * 4) % 256, y * width, y * width + ((turn * 8) % width));
  const frame = new VideoFrame(pixels, width, height, VideoBufferType.I420);
  for (const source of sources) source.captureFrame(frame);
}, 66);
console.log("ready");
lines.once("close", () => process.exit(0));
