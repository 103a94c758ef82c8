import type { Capture, Captured } from "@parley/calls/devices";
import { createManualClock } from "@parley/testkit";
import { expect, it } from "vitest";
import { type Choice, createHanding } from "./handing.ts";

function rig() {
  const live = new Set<number>();
  let made = 0;
  const ended = new Set<number>();
  const open = async (): Promise<Captured> => {
    made += 1;
    const id = made;
    live.add(id);
    const track = {
      get readyState() {
        return ended.has(id) ? "ended" : "live";
      },
    };
    return {
      media: [{ source: "camera", track: track as MediaStreamTrack }],
      deviceId: String(id),
      groupId: undefined,
      filtered: false,
      blurring: null,
      onEnd() {},
      close: () => void live.delete(id),
    };
  };
  const clock = createManualClock();
  const capture: Capture = {
    microphone: open,
    camera: open,
    screen: open,
    list: async () => [],
    onChange: () => () => {},
  };
  return { live, ended, clock, capture: createHanding(capture, clock) };
}

it("hands an open camera to whoever opens the same next, once", async () => {
  const { capture, live, clock } = rig();
  const first = await capture.camera({ preferred: "cam", blur: "light" });
  capture.keep("camera", { preferred: "cam", blur: "light" }, first);
  // How much is blurred may have been changed meanwhile.
  expect(await capture.camera({ preferred: "cam", exact: undefined, blur: "strong" })).toBe(first);
  clock.tick(60_000);
  expect([...live]).toEqual([1]);
  expect(await capture.camera({ preferred: "cam", blur: "light" })).not.toBe(first);
});

it("takes both words for the system's choice as the same", async () => {
  const { capture } = rig();
  const first = await capture.microphone({ filter: true });
  capture.keep("microphone", { preferred: undefined, filter: true }, first);
  expect(await capture.microphone({ preferred: "default", filter: true })).toBe(first);
});

it.each<[string, Choice]>([
  ["another device", { preferred: "other" }],
  ["exactly one", { preferred: "cam", exact: "cam" }],
  ["a blurred one", { preferred: "cam", blur: "light" }],
])("closes what is open before %s is opened", async (_, choice) => {
  const { capture, live } = rig();
  capture.keep("camera", { preferred: "cam" }, await capture.camera({ preferred: "cam" }));
  await capture.camera(choice);
  expect([...live]).toEqual([2]);
});

it("does not hand on what has been unplugged, and closes what nobody takes", async () => {
  const { capture, live, ended, clock } = rig();
  capture.keep("camera", {}, await capture.camera({}));
  ended.add(1);
  await capture.camera({});
  expect([...live]).toEqual([2]);
  capture.keep("microphone", { filter: false }, await capture.microphone({ filter: false }));
  capture.keep("microphone", { filter: false }, await capture.microphone({ filter: true }));
  expect([...live]).toEqual([2, 4]);
  clock.tick(10_000);
  expect([...live]).toEqual([2]);
});
