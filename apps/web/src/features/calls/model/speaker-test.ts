const tones = [
  { hz: 523.25, at: 0, for: 0.35 },
  { hz: 659.25, at: 0.18, for: 0.35 },
  { hz: 783.99, at: 0.36, for: 0.6 },
] as const;
const loudness = 0.2;

/** Plays three soft tones through a speaker; resolves when they are over, rejects where none may be played. */
export async function playTest(speaker: string): Promise<void> {
  const context = new AudioContext();
  // By an element: more browsers can send one elsewhere than can send a sound graph.
  const element = new Audio();
  try {
    const sink = context.createMediaStreamDestination();
    element.srcObject = sink.stream;
    if (canChooseSpeaker()) await element.setSinkId(speaker);
    await Promise.all([context.resume(), element.play()]);
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
    }
    await new Promise((resolve) => setTimeout(resolve, 1300));
  } finally {
    element.srcObject = null;
    await context.close().catch(() => {});
  }
}

/** Elsewhere it is the system that says where sound is played. */
export const canChooseSpeaker = (): boolean => "setSinkId" in HTMLMediaElement.prototype;
