import { buildCall, buildParticipant } from "@parley/testkit/calls";
import { expect, it } from "vitest";
import { createForMe, followVoices } from "./for-me.ts";
import { createVoices } from "./voices.ts";

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};
const forMe = () => createForMe(createVoices(memory()));
const own = buildParticipant({ own: true });
const laptop = buildParticipant({ userId: "@mira:localhost", deviceId: "LAPTOP" });
const phone = buildParticipant({ userId: "@mira:localhost", deviceId: "PHONE" });

it("hears a person alike on all devices, also on one that comes later", () => {
  const mine = forMe();
  const call = buildCall({ participants: [own, laptop] });
  const stop = followVoices(call, mine);
  expect(call.asked).toEqual([]);
  mine.setVoice("@mira:localhost", { volume: 0.4, muted: false });
  call.participants.value = [own, laptop, phone];
  expect(call.asked).toEqual([`setVolume ${laptop.identity} 0.4`, `setVolume ${phone.identity} 0.4`]);
  stop();
  mine.setVoice("@mira:localhost", { volume: 1, muted: false });
  expect(call.asked).toHaveLength(2);
});

it("silences somebody and remembers how loud they were", () => {
  const mine = forMe();
  const call = buildCall({ participants: [own, laptop] });
  followVoices(call, mine);
  mine.setVoice("@mira:localhost", { volume: 0.4, muted: true });
  mine.setVoice("@mira:localhost", { ...mine.voiceOf("@mira:localhost"), muted: false });
  expect(call.asked).toEqual([`setVolume ${laptop.identity} 0`, `setVolume ${laptop.identity} 0.4`]);
});

it("keeps voices over calls and reloads, and pictures for one call", () => {
  const store = memory();
  const first = createForMe(createVoices(store));
  first.setVoice("@mira:localhost", { volume: 0, muted: false });
  first.show("a", false);
  const second = createForMe(createVoices(store));
  expect(second.voiceOf("@mira:localhost").volume).toBe(0);
  expect(second.isShown("a")).toBe(true);
});

it("lets one picture be seen while none come, until all do again", () => {
  const mine = forMe();
  mine.setIncoming(false);
  mine.show("a", true);
  expect([mine.isShown("a"), mine.isShown("b")]).toEqual([true, false]);
  mine.setIncoming(true);
  mine.show("b", false);
  expect([mine.isShown("a"), mine.isShown("b")]).toEqual([true, false]);
});

it("remembers a bounded number of people", () => {
  const voices = createVoices(memory());
  const mine = createForMe(voices);
  for (let at = 0; at < 600; at += 1) mine.setVoice(`@${at}:localhost`, { volume: 0.5, muted: false });
  expect(voices.values.value.voices.length).toBe(500);
  expect(mine.voiceOf("@599:localhost").volume).toBe(0.5);
});

it("leaves out what is kept of voices and is none", () => {
  const store = memory();
  const good = ["@mira:localhost", { volume: 0.5, muted: true }];
  store.setItem(
    "parley.voices",
    JSON.stringify({
      voices: [7, null, [], ["@a", null], ["@b", { volume: 9, muted: false }], ["x".repeat(999), good[1]], good],
    }),
  );
  expect(createVoices(store).values.peek().voices).toEqual([good]);
  store.setItem("parley.voices", '{"voices":{"length":5}}');
  expect(createVoices(store).values.peek().voices).toEqual([]);
});
