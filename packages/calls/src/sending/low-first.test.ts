import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { type Layered, sendLowFirst } from "./low-first.ts";

type Qualities = Parameters<Layered["setPublishingLayers"]>[1];

/** A sender of three layers, as LiveKit's track turns them on and off. */
function rig() {
  const clock = createManualClock();
  const layers = [true, true, true];
  const parameters = () => ({ encodings: layers.map((active) => ({ active })) });
  const sender = {
    getParameters: parameters,
    async setParameters({ encodings }: { encodings: { active: boolean }[] }) {
      for (const [index, { active }] of encodings.entries()) layers[index] = active;
    },
  };
  const track = {
    sender: sender as unknown as RTCRtpSender,
    async setDegradationPreference() {},
    async setPublishingLayers(_svc: boolean, qualities: Qualities) {
      for (const { quality, enabled } of qualities) layers[quality] = enabled;
    },
  };
  const end = sendLowFirst(track, clock);
  const asked = (...wanted: boolean[]): Qualities =>
    wanted.map((enabled, quality) => {
      const one = { quality, enabled, clone: () => ({ ...one }) };
      return one;
    }) as unknown as Qualities;
  const settle = async () => {
    for (let turn = 0; turn < 6; turn++) await Promise.resolve();
  };
  return { track, clock, layers, asked, end, settle };
}

test("a camera begins with its smallest picture, and all of it follows", async () => {
  const { track, clock, layers, settle } = rig();
  await track.setDegradationPreference();
  expect(layers).toEqual([true, false, false]);
  clock.tick(1600);
  await settle();
  expect(layers).toEqual([true, true, true]);
});

test("so it does when somebody looks again, and what the server asks for meanwhile follows", async () => {
  const { track, clock, layers, asked, settle } = rig();
  await track.setDegradationPreference();
  await track.setPublishingLayers(false, asked(true, true, false));
  expect(layers).toEqual([true, false, false]);
  clock.tick(1600);
  await settle();
  expect(layers).toEqual([true, true, false]);
  // Somebody is looking: what they ask for comes at once.
  await track.setPublishingLayers(false, asked(true, true, true));
  expect(layers).toEqual([true, true, true]);
  await track.setPublishingLayers(false, asked(false, false, false));
  expect(layers).toEqual([false, false, false]);
  await track.setPublishingLayers(false, asked(true, true, true));
  expect(layers).toEqual([true, false, false]);
  clock.tick(1600);
  await settle();
  expect(layers).toEqual([true, true, true]);
});

test("nothing is turned on any more when nobody is left to look, or it has ended", async () => {
  const { track, clock, layers, asked, end, settle } = rig();
  await track.setDegradationPreference();
  await track.setPublishingLayers(false, asked(false, false, false));
  clock.tick(1600);
  await settle();
  expect(layers).toEqual([false, false, false]);
  await track.setPublishingLayers(false, asked(true, true, true));
  end();
  clock.tick(1600);
  await settle();
  expect(layers).toEqual([true, false, false]);
});
