import type { Clock } from "@parley/kernel";
import type { PictureAnswer, PictureJob, PictureMade } from "./picture-job.ts";

/** A picture that takes longer is one that this machine cannot do. */
const deadlineMs = 30_000;
/** The worker goes when there has been nothing to do for so long. */
const idleMs = 20_000;

/** The part of a `Worker` that is used. */
export interface WorkerPort {
  postMessage(job: PictureJob): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<PictureAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Makes pictures in a worker, one after the other. Null: it cannot be done, the file goes as it is. */
export type MakePicture = (file: Blob, frame: boolean) => Promise<PictureMade | null>;

export function createPictureMaker(start: () => WorkerPort, clock: Clock): MakePicture {
  let worker: WorkerPort | null = null;
  let cancelIdle = () => {};
  let last: Promise<unknown> = Promise.resolve();
  let jobs = 0;

  const end = (): void => {
    worker?.terminate();
    worker = null;
  };
  const run = (file: Blob, frame: boolean): Promise<PictureMade | null> =>
    new Promise((resolve) => {
      cancelIdle();
      worker ??= start();
      jobs += 1;
      const id = jobs;
      const settle = (made: PictureMade | null, keep: boolean): void => {
        cancel();
        if (keep) cancelIdle = clock.after(idleMs, end);
        else end();
        resolve(made);
      };
      const cancel = clock.after(deadlineMs, () => settle(null, false));
      worker.onmessage = ({ data }) => {
        if (data.id === id) settle(data.made, true);
      };
      // It did not load, or the machine took its memory away.
      worker.onerror = () => settle(null, false);
      worker.postMessage({ id, file, frame });
    });
  return (file, frame) => {
    const made = last.then(() => run(file, frame));
    last = made;
    return made;
  };
}
