import type { RemoteParticipant } from "livekit-client";
import { expect, it } from "vitest";
import { Sound } from "./sound.ts";

function speaker(identity: string, isEncrypted = true) {
  const done: string[] = [];
  const track = { attach: () => done.push("in"), detach: () => done.push("out") };
  const audioTrackPublications = new Map([["a", { track, isEncrypted }]]);
  return { done, participant: { identity, audioTrackPublications } as unknown as RemoteParticipant };
}

it("plays everybody, and nothing in the clear where media is enciphered", () => {
  const sound = new Sound();
  const clear = speaker("b", false);
  const one = speaker("a");
  sound.follow([one.participant, clear.participant], true);
  expect(one.done).toEqual(["in"]);
  expect(clear.done).toEqual([]);
  sound.follow([], true);
  expect(one.done).toEqual(["in", "out"]);
});

it("does not play whom one has silenced, also when they come back", () => {
  const sound = new Sound();
  const one = speaker("a");
  sound.follow([one.participant], false);
  sound.setVolume("a", 0);
  expect(one.done).toEqual(["in", "out"]);
  sound.follow([], false);
  const again = speaker("a");
  sound.follow([again.participant], false);
  expect(again.done).toEqual([]);
  sound.setVolume("a", 0.5);
  expect(again.done).toEqual(["in"]);
});
