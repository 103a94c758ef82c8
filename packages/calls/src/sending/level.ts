/** So often a level is told, in milliseconds. */
const everyMs = 60;

/**
 * Tells how loud a track is, 0 to 1 (1: as loud as it gets, 0: 60 dB below), until the answer is called. Nothing is heard
 * of it. Tells nothing where the browser lets no sound be measured.
 */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  void context.resume().catch(() => {});
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, everyMs);
  return () => {
    clearInterval(timer);
    void context.close().catch(() => {});
  };
}

const floorDb = -60;

/** Root mean square in decibels, on a scale of 0 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(Math.max(sum / Math.max(1, samples.length), 1e-9));
  return Math.min(1, Math.max(0, 1 - db / floorDb));
}
