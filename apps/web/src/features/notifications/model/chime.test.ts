import { expect, it } from "vitest";
import { createChime, newsTones } from "./chime.ts";

/** A context that begins when it is let to, and counts what was made to sound. */
function contextOf(state: AudioContextState) {
  const { promise: allowed, resolve } = Promise.withResolvers<void>();
  const parameter = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  const node = { gain: parameter, frequency: { value: 0 }, connect: () => node, start() {}, stop() {} };
  const context = {
    state,
    currentTime: 0,
    destination: {},
    sounded: 0,
    resume: () => allowed,
    createGain: () => node,
    createOscillator() {
      context.sounded += 1;
      return node;
    },
  };
  const allow = async () => {
    context.state = "running";
    resolve();
    await new Promise((done) => setTimeout(done, 0));
  };
  return { context, allow, chime: (now: () => number) => createChime(() => context as never, newsTones, now) };
}

it("sounds at once where it may", () => {
  const { context, chime } = contextOf("running");
  chime(() => 0)();
  expect(context.sounded).toBe(newsTones.length);
});

it("waits with one sound for the leave to play, and not for long", async () => {
  let now = 0;
  const soon = contextOf("suspended");
  const early = soon.chime(() => now);
  for (let beat = 0; beat < 40; beat += 1) early();
  expect(soon.context.sounded).toBe(0);
  now = 1000;
  await soon.allow();
  expect(soon.context.sounded).toBe(newsTones.length);
  const late = contextOf("suspended");
  const chime = late.chime(() => now);
  chime();
  now = 60_000;
  await late.allow();
  expect(late.context.sounded).toBe(0);
  chime();
  expect(late.context.sounded).toBe(newsTones.length);
});
