import { expect, test } from "vitest";
import { rig, soon } from "./testing/own-tracks-rig.ts";

test("nothing is opened that the room does not let one send, until it does", async () => {
  let may = false;
  const { own, state, sent, opened } = rig({ may: () => may });
  state("connected");
  await own.setMicrophone(false);
  expect(own.microphone.peek()).toEqual({ on: false, busy: false, fault: null });
  await Promise.all([own.setMicrophone(true), own.setCamera(true), own.setScreen(true)]);
  for (const track of [own.microphone, own.camera, own.screen]) expect(track.peek().fault).toBe("forbidden");
  expect(opened).toEqual([]);
  may = true;
  await own.setMicrophone(true);
  await soon(() => expect(sent()).toEqual(["mic-1"]));
});

test("a blurred camera is opened anew for blur or none, not for more of it, and says when it is too slow", async () => {
  const { own, state, sent, opened, blurs, live } = rig({ devices: { blur: "light" } });
  state("connected");
  await own.setCamera(true);
  expect(own.blur.peek()).toBe("on");
  await own.setBlur("strong");
  expect(opened).toEqual(["cam-1"]);
  expect(blurs[0]?.asked).toEqual(["light", "strong"]);
  if (blurs[0] !== undefined) blurs[0].slow.value = true;
  expect(own.blur.peek()).toBe("slow");
  await own.setBlur("off");
  expect(own.blur.peek()).toBe("off");
  expect(opened).toEqual(["cam-1", "cam-1"]);
  expect(blurs).toHaveLength(1);
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  own.stop();
  expect(live.size).toBe(0);
});

test("a blur that breaks is begun anew, and then sends nothing rather than the room behind", async () => {
  const { own, state, sent, blurs, live } = rig({ devices: { blur: "strong" } });
  state("connected");
  await own.setCamera(true);
  blurs[0]?.breaks();
  await soon(() => expect(blurs).toHaveLength(2));
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  blurs[1]?.breaks();
  await soon(() => expect(blurs).toHaveLength(3));
  await soon(() => expect(own.camera.peek().on).toBe(true));
  blurs[2]?.breaks();
  await soon(() => expect(own.camera.peek()).toEqual({ on: false, busy: false, fault: "unblurred" }));
  await soon(() => expect(sent()).toEqual([]));
  expect(blurs).toHaveLength(3);
  expect(live.size).toBe(0);
});
