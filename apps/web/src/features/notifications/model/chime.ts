interface Tone {
  readonly hz: number;
  /** Start and length in seconds. */
  readonly at: number;
  readonly for: number;
}

/** Something is new. */
export const newsTones: readonly Tone[] = [
  { hz: 659.25, at: 0, for: 0.16 },
  { hz: 987.77, at: 0.09, for: 0.24 },
];
/** Somebody calls: a slow step up and back, twice. */
export const ringTones: readonly Tone[] = [
  { hz: 493.88, at: 0, for: 0.42 },
  { hz: 659.25, at: 0.2, for: 0.42 },
  { hz: 830.61, at: 0.4, for: 0.6 },
  { hz: 659.25, at: 1, for: 0.42 },
  { hz: 830.61, at: 1.2, for: 0.7 },
];
const loudness = 0.09;

/** A sound that could not begin for longer than this is no news any more. Milliseconds. */
const lateMs = 1500;

/**
 * A small sound of soft tones, made by the browser itself. Where none may be played yet, as before the first click on a
 * page, one waits, and is dropped when it is late: a context that stands still would gather them all, and sound them at
 * once.
 */
export function createChime(
  make: () => AudioContext,
  tones: readonly Tone[],
  now: () => number = () => performance.now(),
): () => void {
  let context: AudioContext | null = null;
  let waiting = false;
  const play = (on: AudioContext): void => {
    for (const tone of tones) ring(on, tone);
  };
  const begin = async (on: AudioContext): Promise<void> => {
    waiting = true;
    const asked = now();
    try {
      await on.resume();
      if (now() - asked <= lateMs) play(on);
    } catch {
      // No sound device, or none allowed before a click.
    } finally {
      waiting = false;
    }
  };
  return () => {
    try {
      context ??= make();
      if (context.state === "running") play(context);
      else if (!waiting) void begin(context);
    } catch {
      // As above.
    }
  };
}

function ring(context: AudioContext, tone: Tone): void {
  const start = context.currentTime + tone.at;
  const end = start + tone.for;
  const volume = context.createGain();
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, end);
  const source = context.createOscillator();
  source.type = "sine";
  source.frequency.value = tone.hz;
  source.connect(volume).connect(context.destination);
  source.start(start);
  source.stop(end);
}
