import { writeFileSync } from "node:fs";

const rate = 48_000;
const seconds = 4;

/**
 * Writes a file for Chromium's fake microphone that sounds like somebody who does not stop talking: with its own beep, one
 * a second, nothing is sent in between, and who comes in between is measured with the pause.
 */
export function writeVoice(path: string): void {
  const samples = new Int16Array(rate * seconds);
  for (const at of samples.keys()) {
    const time = at / rate;
    // Four syllables a second on a wandering pitch, each with its overtones; whole waves, so that it may begin again.
    const loud = 0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * time);
    const phase = 2 * Math.PI * (150 * time + (15 / Math.PI) * Math.sin(Math.PI * time));
    let wave = 0;
    for (let n = 1; n <= 12; n += 1) wave += Math.sin(n * phase) / n;
    samples[at] = Math.round(9000 * loud * wave);
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(path, Buffer.concat([head, Buffer.from(samples.buffer)]));
}
