import { makePicture } from "./make-picture.ts";
import type { PictureAnswer, PictureJob } from "./picture-job.ts";

addEventListener("message", ({ data }: MessageEvent<PictureJob>) => {
  makePicture(data)
    // Broken or too much for this machine: it goes as a file.
    .catch(() => null)
    .then((made) => postMessage({ id: data.id, made } satisfies PictureAnswer));
});
