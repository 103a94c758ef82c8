import type { Clock } from "@parley/kernel";
import type { LocalVideoTrack } from "livekit-client";

/** Of LiveKit's track, what it takes. */
export type Layered = Pick<LocalVideoTrack, "sender" | "setPublishingLayers" | "setDegradationPreference">;

/** So long the smallest picture goes alone. */
const aloneMs = 1500;

/**
 * Whenever a camera begins to be sent, or somebody begins to look at it again, its smallest picture goes first and the
 * larger ones follow: to encipher three at once takes a small machine half a second, just when somebody waits for sound
 * and for the first picture. The answer ends it.
 */
export function sendLowFirst(track: Layered, clock: Clock): () => void {
  const setLayers = track.setPublishingLayers.bind(track);
  const prefer = track.setDegradationPreference.bind(track);
  /** What the server has asked for last. */
  let asked: Parameters<typeof setLayers> | null = null;
  let paused = false;
  let cancel: (() => void) | null = null;

  const raise = (): void => {
    cancel = null;
    const raised = asked === null ? setActive(track.sender, () => true) : setLayers(...asked);
    // The sender is gone.
    raised.catch(() => {});
  };
  const begin = (): void => {
    cancel?.();
    cancel = clock.after(aloneMs, raise);
  };

  track.setDegradationPreference = async (preference) => {
    begin();
    await prefer(preference);
    // LiveKit sets this once it has a sender, before anything goes out by it.
    if (cancel !== null && asked === null) await setActive(track.sender, (index) => index === 0).catch(() => {});
  };
  track.setPublishingLayers = async (svc, qualities) => {
    asked = [svc, qualities];
    const wanted = qualities.some(({ enabled }) => enabled);
    if (wanted && paused) begin();
    paused = !wanted;
    if (!wanted || cancel === null) return await setLayers(svc, qualities);
    const lowest = Math.min(...qualities.map(({ quality }) => quality));
    const low = qualities.map((one) => Object.assign(one.clone(), { enabled: one.quality === lowest }));
    await setLayers(svc, low);
  };
  return () => {
    cancel?.();
    cancel = null;
  };
}

async function setActive(sender: RTCRtpSender | undefined, isActive: (index: number) => boolean): Promise<void> {
  const parameters = sender?.getParameters();
  if (sender === undefined || parameters === undefined || parameters.encodings.length < 2) return;
  for (const [index, encoding] of parameters.encodings.entries()) encoding.active = isActive(index);
  await sender.setParameters(parameters);
}
