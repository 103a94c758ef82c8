import type { Clock, ReadonlySignal } from "@parley/kernel";
import type { Blur } from "../contract.ts";

/** The picture of a camera with what is behind people blurred. */
export interface Blurring {
  readonly track: MediaStreamTrack;
  /** This device has shown that it makes too few pictures a second of it. */
  readonly slow: ReadonlySignal<boolean>;
  set(blur: Exclude<Blur, "off">): void;
  /** Told once when it cannot go on. */
  onBreak(listener: () => void): void;
  /** Lets go of everything but the camera's own track. */
  close(): void;
}

/** Resolves with the first blurred picture at hand; rejects where it cannot be had. */
export type MakeBlur = (camera: MediaStreamTrack, blur: Exclude<Blur, "off">) => Promise<Blurring>;

/** Nothing goes out of a camera whose background was to be blurred and is not. */
class BlurFault extends Error {
  override readonly name = "BlurFault";
}

/** How long it may take to load and to make the first picture. */
const beginMs = 30_000;

/** Begins to blur; what comes too late is let go. Rejects with a `BlurFault`. */
export async function beginBlur(
  make: MakeBlur | null,
  camera: MediaStreamTrack | undefined,
  blur: Exclude<Blur, "off">,
  clock: Clock,
): Promise<Blurring> {
  if (make === null || camera === undefined) throw new BlurFault("nothing here can blur");
  const made = make(camera, blur);
  const late = Promise.withResolvers<never>();
  let over = false;
  const cancel = clock.after(beginMs, () => {
    over = true;
    late.reject(new BlurFault(`no picture after ${beginMs} ms`));
  });
  made.then(
    (blurring) => over && blurring.close(),
    () => {},
  );
  try {
    return await Promise.race([made, late.promise]);
  } catch (thrown) {
    throw thrown instanceof BlurFault ? thrown : new BlurFault("the blur did not begin", { cause: thrown });
  } finally {
    cancel();
  }
}
