import { encode } from "blurhash";
import { type ImageHeader, isDecodable, readImageHeader } from "../../../shared/pictures/image-header.ts";
import { stripMetadata } from "../../../shared/pictures/strip-metadata.ts";
import type { PictureJob, PictureMade, SmallPicture } from "./picture-job.ts";

/** A small picture fits into this; twice what the timeline gives it. */
const small = { width: 840, height: 640 };
/** What is lighter needs no small picture. */
const lightBytes = 200_000;
const hashEdge = 32;
const hashParts = { x: 4, y: 3 };
const quality = 0.82;

/** Runs in a worker: looks at a picture, takes what it says beside itself, makes its small one and its blurhash. */
export async function makePicture({ file, frame }: PictureJob): Promise<PictureMade | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const header = readImageHeader(bytes);
  if (header === null || !isDecodable(header)) return null;
  const stripped = frame ? file : stripMetadata(bytes);
  const bitmap = await createImageBitmap(new Blob([file], { type: header.type })).catch(() => null);
  if (bitmap === null) return null;
  try {
    const whole = stripped ?? (await drawn(bitmap, bitmap.width, bitmap.height)).file;
    return {
      file: whole,
      mimetype: whole.type,
      width: bitmap.width,
      height: bitmap.height,
      small: await smallOf(bitmap, header, whole, frame),
      blurhash: hashOf(bitmap),
    };
  } finally {
    bitmap.close();
  }
}

async function smallOf(
  bitmap: ImageBitmap,
  header: ImageHeader,
  whole: Blob,
  frame: boolean,
): Promise<SmallPicture | null> {
  const scale = Math.min(1, small.width / bitmap.width, small.height / bitmap.height);
  // A moving picture stays one as long as it is light.
  if (!frame && whole.size <= (header.type === "image/gif" ? lightBytes * 5 : lightBytes)) return null;
  const made = await drawn(bitmap, Math.max(1, bitmap.width * scale), Math.max(1, bitmap.height * scale));
  return !frame && made.file.size >= whole.size ? null : made;
}

async function drawn(bitmap: ImageBitmap, width: number, height: number): Promise<SmallPicture> {
  const canvas = new OffscreenCanvas(Math.round(width), Math.round(height));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  // Who cannot write WebP writes PNG without a word: then JPEG, which all can.
  let file = await canvas.convertToBlob({ type: "image/webp", quality });
  if (file.type !== "image/webp") file = await canvas.convertToBlob({ type: "image/jpeg", quality });
  return { file, mimetype: file.type, width: canvas.width, height: canvas.height };
}

function hashOf(bitmap: ImageBitmap): string | null {
  const scale = hashEdge / Math.max(bitmap.width, bitmap.height);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return encode(data, width, height, hashParts.x, hashParts.y);
}
