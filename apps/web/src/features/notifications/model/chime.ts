/** The two tones of the sound: Hz, start and length in seconds. */
const tones = [
  { hz: 659.25, at: 0, for: 0.16 },
  { hz: 987.77, at: 0.09, for: 0.24 },
] as const;
const loudness = 0.09;

/** A small sound of two soft tones, made by the browser itself. Silent where none may be played yet. */
export function createChime(make: () => AudioContext): () => void {
  let context: AudioContext | null = null;
  return () => {
    try {
      context ??= make();
      if (context.state === "suspended") void context.resume().catch(() => {});
      for (const tone of tones) ring(context, tone);
    } catch {
      // No sound device, or none allowed before a click.
    }
  };
}

function ring(context: AudioContext, tone: (typeof tones)[number]): void {
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
