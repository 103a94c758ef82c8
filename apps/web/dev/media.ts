import { AppError } from "@parley/kernel";
import type { TimelineItem } from "@parley/matrix";
import { buildMedia, buildMessage, type FakeFiles, type FakeSession } from "@parley/testkit";
import { minute, mira, rosa } from "./messages.ts";

const hashes = {
  sea: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
  leaves: "LGF5]+Yk^6#M@-5c,1J5@[or[Q6.",
  snow: "L6PZfSi_.AyE_3t7t7R**0o#DgR4",
};
const at = (id: string) => ({ at: "homeserver", mxc: `mxc://localhost/${id}`, cipher: null }) as const;
const here = (id: string) => ({ at: "here", id }) as const;
const sending = (since: number) =>
  ({
    send: { state: "sending", since },
    can: { edit: false, redact: false, react: false, reply: false },
  }) as const;

/** A message of each kind of file in each of its states. */
export const mediaMessages = (now: number): readonly TimelineItem[] => [
  ...pictures((n) => ({ ...mira, ts: now - 90 * minute + n * minute })),
  ...otherFiles((n) => ({ ...mira, ts: now - 70 * minute + n * minute })),
  ...onTheirWay((n) => now - 30 * minute + n * minute),
];

type By = (n: number) => Parameters<typeof buildMessage>[0];

function pictures(by: By): readonly TimelineItem[] {
  return [
    buildMessage({
      ...by(0),
      body: buildMedia({
        name: "harbour.jpg",
        width: 1600,
        height: 1067,
        blurhash: hashes.sea,
        source: at("harbour"),
        caption: { text: "The harbour this morning, before the fog went.", html: null },
      }),
    }),
    buildMessage({
      ...by(1),
      body: buildMedia({ name: "tower.jpg", width: 800, height: 1400, blurhash: hashes.leaves, source: at("tower") }),
    }),
    buildMessage({ ...by(2), body: buildMedia({ name: "icon.png", width: 24, height: 24, source: at("icon") }) }),
    buildMessage({ ...by(3), body: buildMedia({ name: "wide.png", width: 4000, height: 300, source: at("wide") }) }),
    buildMessage({
      ...by(4),
      body: buildMedia({ name: "no size.png", width: null, height: null, source: at("harbour") }),
    }),
    buildMessage({
      ...by(10),
      body: buildMedia({ name: "coming.jpg", width: 1200, height: 800, blurhash: hashes.snow, source: at("coming") }),
    }),
    buildMessage({
      ...by(11),
      body: buildMedia({ name: "lost.jpg", width: 1200, height: 800, blurhash: hashes.leaves, source: at("lost") }),
    }),
    buildMessage({
      ...by(12),
      body: buildMedia({
        name: "poster.png",
        width: 6000,
        height: 4000,
        size: 28_400_000,
        blurhash: hashes.sea,
        source: at("heavy"),
      }),
    }),
    buildMessage({
      ...by(13),
      body: buildMedia({ name: "drawing.svg", mimetype: "image/svg+xml", size: 2_100, source: at("svg") }),
    }),
    buildMessage({ ...by(14), body: buildMedia({ name: "bomb.png", width: 400, height: 300, source: at("bomb") }) }),
  ];
}

function otherFiles(by: By): readonly TimelineItem[] {
  return [
    buildMessage({
      ...by(0),
      body: buildMedia({
        media: "video",
        name: "walk.mp4",
        mimetype: "video/mp4",
        width: 1920,
        height: 1080,
        duration: 84_000,
        size: 18_200_000,
        blurhash: hashes.leaves,
        source: at("coming"),
        thumbnail: { source: at("harbour"), mimetype: "image/png", width: 800, height: 450 },
      }),
    }),
    buildMessage({
      ...by(1),
      body: buildMedia({
        media: "audio",
        name: "a tone.wav",
        mimetype: "audio/wav",
        duration: 3_000,
        size: 48_044,
        source: at("tone"),
      }),
    }),
    buildMessage({
      ...by(2),
      body: buildMedia({
        media: "file",
        name: "minutes of the meeting of the fourteenth of May, second draft, with remarks by everybody.pdf",
        mimetype: "application/pdf",
        size: 1_240_000,
        source: at("pdf"),
      }),
    }),
    buildMessage({
      ...by(3),
      body: buildMedia({
        media: "file",
        name: "../../annual\u202efdp.exe",
        mimetype: "text/html",
        size: null,
        source: at("pdf"),
      }),
    }),
    buildMessage({ ...by(4), body: buildMedia({ media: "file", name: "", size: 0, source: null }) }),
  ];
}

function onTheirWay(when: (n: number) => number): readonly TimelineItem[] {
  const mine = (n: number) => ({ ...rosa, ts: when(n) });
  return [
    buildMessage({
      ...mine(0),
      ...sending(when(0)),
      key: "~up-image",
      eventId: null,
      body: buildMedia({ name: "mine.jpg", width: 1200, height: 800, blurhash: hashes.snow, source: here("harbour") }),
    }),
    buildMessage({
      ...mine(1),
      ...sending(when(1)),
      key: "~up-file",
      eventId: null,
      body: buildMedia({
        media: "file",
        name: "photos.zip",
        mimetype: "application/zip",
        size: 64_000_000,
        source: here("zip"),
      }),
    }),
    buildMessage({
      ...mine(1),
      ...sending(when(1)),
      key: "~up-small",
      eventId: null,
      body: buildMedia({ name: "dot.png", width: 20, height: 20, source: here("harbour") }),
    }),
    buildMessage({
      ...mine(2),
      key: "~up-failed",
      eventId: null,
      send: { state: "failed", since: when(2), reason: "too-large" },
      body: buildMedia({
        media: "file",
        name: "film.mkv",
        mimetype: "video/x-matroska",
        size: 410_000_000,
        source: here("film"),
      }),
    }),
  ];
}

async function painted(width: number, height: number, hue: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) return new Blob();
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `oklch(0.86 0.06 ${hue})`);
  sky.addColorStop(0.55, `oklch(0.72 0.09 ${hue + 40})`);
  sky.addColorStop(0.56, `oklch(0.42 0.07 ${hue + 10})`);
  sky.addColorStop(1, `oklch(0.25 0.05 ${hue})`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `oklch(0.95 0.05 ${hue + 80})`;
  context.beginPath();
  context.arc(width * 0.7, height * 0.3, Math.min(width, height) * 0.1, 0, 7);
  context.fill();
  return await canvas.convertToBlob({ type: "image/png" });
}

/** A PNG that claims to be larger than any memory. */
function bomb(): Blob {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, 60_000);
  new DataView(bytes.buffer).setUint32(20, 60_000);
  return new Blob([bytes]);
}

/** Three seconds of a tone, 8 kHz, 16 bits. */
function tone(): Blob {
  const samples = 24_000;
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const words = (offset: number, text: string) => {
    for (const [index, letter] of [...text].entries()) view.setUint8(offset + index, letter.charCodeAt(0));
  };
  words(0, "RIFF");
  view.setUint32(4, 36 + samples * 2, true);
  words(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 16_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  words(36, "data");
  view.setUint32(40, samples * 2, true);
  for (let n = 0; n < samples; n += 1) view.setInt16(44 + n * 2, Math.sin(n / 6) * 9_000, true);
  return new Blob([view.buffer]);
}

/** Puts pictures behind the addresses of the fake homeserver; a browser paints them. */
export async function paintMedia(session: FakeSession): Promise<void> {
  const { files }: { files: FakeFiles } = session;
  const put = (id: string, blob: Blob | AppError | "hold") => files.blobs.set(`mxc://localhost/${id}`, blob);
  put("coming", "hold");
  put("lost", new AppError("MATRIX_NOT_FOUND", "M_NOT_FOUND (404): not there"));
  put("svg", new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>']));
  put("bomb", bomb());
  put("tone", tone());
  put("pdf", new Blob(["%PDF-1.7"]));
  files.share("~up-image").value = 0.62;
  files.share("~up-file").value = 0.08;
  const harbour = await painted(1600, 1067, 220);
  put("harbour", harbour);
  files.blobs.set("harbour", harbour);
  put("tower", await painted(800, 1400, 150));
  put("icon", await painted(24, 24, 20));
  put("wide", await painted(4000, 300, 280));
  put("heavy", await painted(1200, 800, 60));
}
