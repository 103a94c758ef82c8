import { expect, it } from "vitest";
import { createRig, ME, ROOM } from "./testing/window-rig.ts";

function open() {
  const rig = createRig(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const sent: string[][] = [];
  const answers: ((refused?: Error) => void)[] = [];
  rig.client.sendStateEvent = async (_room, _type, content) => {
    sent.push([...(content as { pinned: string[] }).pinned]);
    const id = `$pins${sent.length}`;
    await new Promise<void>((resolve, reject) => {
      answers.push((refused) => (refused === undefined ? resolve() : reject(refused)));
    });
    return { event_id: id };
  };
  const { pins } = rig.conversations.openTimeline(ROOM);
  const answer = async (at: number, refused?: Error) => {
    await expect.poll(() => answers.length).toBeGreaterThan(at);
    answers[at]?.(refused);
  };
  const state = async (pinned: string[], event_id: string, sender = ME) => {
    await rig.add({ type: "m.room.pinned_events", state_key: "", content: { pinned }, event_id, sender });
    pinsChanged();
  };
  // The rig's room tells of its timeline only.
  const pinsChanged = () => (pins as unknown as { stateChanged(): void }).stateChanged();
  return { ...rig, pins, sent, answer, state, pinsChanged };
}

it("pins two messages right after each other: the second does not take the first away", async () => {
  const { pins, sent, answer, state } = open();
  await state(["$a"], "$before");
  const both = Promise.all([pins.pin("$b"), pins.pin("$c")]);
  await answer(0);
  await answer(1);
  await both;
  expect(sent).toEqual([
    ["$a", "$b"],
    ["$a", "$b", "$c"],
  ]);
  // The echo of the first comes after the second was written.
  await state(["$a", "$b"], "$pins1");
  expect(pins.ids.value).toEqual(["$a", "$b", "$c"]);
  const third = pins.unpin("$a");
  await answer(2);
  await third;
  expect(sent.at(-1)).toEqual(["$b", "$c"]);
});

it("goes on from what somebody else has pinned meanwhile", async () => {
  const { pins, sent, answer, state } = open();
  const first = pins.pin("$b");
  await answer(0);
  await first;
  await state(["$x"], "$theirs", "@ann:x");
  expect(pins.ids.value).toEqual(["$x"]);
  const second = pins.pin("$c");
  await answer(1);
  await second;
  expect(sent.at(-1)).toEqual(["$x", "$c"]);
});

it("does not stop at a change that was refused", async () => {
  const { pins, sent, answer } = open();
  const first = pins.pin("$b");
  const second = pins.pin("$c");
  await answer(0, new Error("refused"));
  await expect(first).rejects.toMatchObject({ code: "MATRIX_UNEXPECTED" });
  await answer(1);
  await second;
  expect(sent).toEqual([["$b"], ["$c"]]);
  expect(pins.ids.value).toEqual(["$c"]);
});

it("goes on from what another device of mine has pinned on top, also when the sync left our own change out", async () => {
  const { pins, sent, answer, state } = open();
  const first = pins.pin("$b");
  await answer(0);
  await first;
  await state(["$b", "$there"], "$other-device");
  expect(pins.ids.value).toEqual(["$b", "$there"]);
  const second = pins.pin("$c");
  await answer(1);
  await second;
  expect(sent.at(-1)).toEqual(["$b", "$there", "$c"]);
});

it("goes on from what came after our own change before the homeserver had answered it", async () => {
  const { pins, sent, answer, state } = open();
  const first = pins.pin("$b");
  await expect.poll(() => sent.length).toBe(1);
  await state(["$b"], "$pins1");
  await state(["$b", "$x"], "$theirs", "@ann:x");
  await answer(0);
  await first;
  expect(pins.ids.value).toEqual(["$b", "$x"]);
  const second = pins.unpin("$b");
  await answer(1);
  await second;
  expect(sent.at(-1)).toEqual(["$x"]);
});

it("keeps what it has written when it is told of the state before once more", async () => {
  const { pins, sent, answer, state, pinsChanged } = open();
  await state(["$a"], "$before");
  const first = pins.pin("$b");
  await answer(0);
  await first;
  pinsChanged();
  expect(pins.ids.value).toEqual(["$a", "$b"]);
  const second = pins.pin("$c");
  await answer(1);
  await second;
  expect(sent.at(-1)).toEqual(["$a", "$b", "$c"]);
});
