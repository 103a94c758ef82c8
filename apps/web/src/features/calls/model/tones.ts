export interface Tone {
  readonly hz: number;
  /** Start and length in seconds. */
  readonly at: number;
  readonly for: number;
}

const loudness = 0.2;

/**
 * Plays soft tones through a speaker; resolves when they are over, or `stopped` is called for, rejects where none may be
 * played.
 */
export async function playTones(tones: readonly Tone[], speaker: string, stopped?: AbortSignal): Promise<void> {
  const context = new AudioContext();
  // By an element: more browsers can send one elsewhere than can send a sound graph.
  const element = new Audio();
  try {
    const sink = context.createMediaStreamDestination();
    element.srcObject = sink.stream;
    if (canChooseSpeaker()) await element.setSinkId(speaker);
    await Promise.all([context.resume(), element.play()]);
    let lasts = 0;
    for (const tone of tones) {
      const start = context.currentTime + 0.1 + tone.at;
      const volume = context.createGain();
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(loudness, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + tone.for);
      const source = context.createOscillator();
      source.frequency.value = tone.hz;
      source.connect(volume).connect(sink);
      source.start(start);
      source.stop(start + tone.for);
      lasts = Math.max(lasts, tone.at + tone.for);
    }
    await over(lasts * 1000 + 300, stopped);
  } finally {
    element.srcObject = null;
    await context.close().catch(() => {});
  }
}

const over = (ms: number, stopped: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (stopped?.aborted === true) return resolve();
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    stopped?.addEventListener("abort", stop, { once: true });
  });

/** Elsewhere it is the system that says where sound is played. */
export const canChooseSpeaker = (): boolean => "setSinkId" in HTMLMediaElement.prototype;
