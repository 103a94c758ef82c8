import { signal } from "@parley/kernel";
import { buildCall, buildParticipant } from "@parley/testkit/calls";
import { expect, it } from "vitest";
import { createForMe, followVoices, type Voice } from "./for-me.ts";

const forMe = () => createForMe(signal<ReadonlyMap<string, Voice>>(new Map()));
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

it("keeps voices over calls and pictures for one", () => {
  const voices = signal<ReadonlyMap<string, Voice>>(new Map());
  const first = createForMe(voices);
  first.setVoice("@mira:localhost", { volume: 0, muted: false });
  first.show("a", false);
  const second = createForMe(voices);
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
  const voices = signal<ReadonlyMap<string, Voice>>(new Map());
  const mine = createForMe(voices);
  for (let at = 0; at < 600; at += 1) mine.setVoice(`@${at}:localhost`, { volume: 0.5, muted: false });
  expect(voices.value.size).toBe(500);
  expect(mine.voiceOf("@599:localhost").volume).toBe(0.5);
});
