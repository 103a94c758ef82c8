import { playTones, type Tone } from "./tones.ts";

const tones: readonly Tone[] = [
  { hz: 523.25, at: 0, for: 0.35 },
  { hz: 659.25, at: 0.18, for: 0.35 },
  { hz: 783.99, at: 0.36, for: 0.6 },
];

/** Plays three soft tones through a speaker; resolves when they are over, rejects where none may be played. */
export const playTest = (speaker: string): Promise<void> => playTones(tones, speaker);
