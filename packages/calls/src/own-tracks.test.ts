import { RoomEvent } from "livekit-client";
import { expect, test } from "vitest";
import { moments, rig, soon } from "./testing/own-tracks-rig.ts";

test("what is wanted before there is a connection is published when it stands", async () => {
  const { own, state, sent } = rig();
  await own.setMicrophone(true);
  await own.setCamera(true);
  expect(sent()).toEqual([]);
  state("connected");
  await soon(() => expect(sent()).toEqual(["cam-1", "mic-1"]));
});

test("a publishing that fails after a reconnection is tried again, until it stands", async () => {
  const { own, state, sent, net, clock } = rig();
  state("connected");
  await own.setCamera(true);
  state("reconnecting");
  state("disconnected");
  net.plan.push("fail", "fail", "fail");
  state("connected");
  await moments(10, () => clock.tick(5000));
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  expect(own.camera.peek()).toEqual({ on: true, busy: false, fault: null });
});

test("LiveKit's own return that lost a track on the way gets it back", async () => {
  const { own, state, sent, publications } = rig();
  state("connected");
  await own.setMicrophone(false);
  await own.setCamera(true);
  state("reconnecting");
  // Taken down to be published anew, which failed.
  publications.clear();
  state("connected");
  await soon(() => expect(sent()).toEqual(["cam-1", "mic-1 muted"]));
});

test("a publishing that hangs is left when the connection breaks, and taken back should it come through late", async () => {
  const { own, state, sent, net } = rig();
  state("connected");
  net.plan.push("hang");
  const asked = own.setCamera(true);
  await soon(() => expect(net.hung).toHaveLength(1));
  state("reconnecting");
  state("connected");
  await asked;
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  net.hung[0]?.();
  await soon(() => expect(sent()).toEqual(["cam-1"]));
});

test("what LiveKit held over from a connection that is over is taken back when it publishes it in the next", async () => {
  const { own, state, sent, net, publications, clock } = rig();
  state("connected");
  net.plan.push("hang");
  void own.setCamera(true);
  await soon(() => expect(net.hung).toHaveLength(1));
  state("reconnecting");
  state("disconnected");
  state("connected");
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  net.hung[0]?.();
  await moments(5, () => clock.tick(10));
  expect(sent()).toEqual(["cam-1"]);
  expect(publications.size).toBe(1);
});

test("a microphone that ends, which LiveKit mutes, was not turned off by a moderator", async () => {
  const { own, state, tries, gone, back, sent } = rig();
  state("connected");
  await own.setMicrophone(true);
  for (const media of tries[0]?.media ?? []) media.readyState = "ended";
  await tries[0]?.mute();
  gone("mic-1");
  back("mic-1");
  await soon(() => expect(sent()).toEqual(["mic-1"]));
  expect(own.microphone.peek().on).toBe(true);
});

test("tries are bounded, say so, and begin anew with the next connection", async () => {
  const { own, state, sent, net, clock, tries } = rig();
  net.plan.push(...Array.from({ length: 20 }, () => "fail" as const));
  state("connected");
  void own.setCamera(true);
  await moments(30, () => clock.tick(15_000));
  expect(own.camera.peek().fault).toBe("unexpected");
  expect(tries).toHaveLength(8);
  net.plan.length = 0;
  state("reconnecting");
  state("connected");
  await soon(() => expect(sent()).toEqual(["cam-1"]));
});

test("a microphone that was muted while nothing was connected comes back muted", async () => {
  const { own, state, sent } = rig();
  state("connected");
  await own.setMicrophone(true);
  expect(sent()).toEqual(["mic-1"]);
  state("disconnected");
  await own.setMicrophone(false);
  state("connected");
  await soon(() => expect(sent()).toEqual(["mic-1 muted"]));
  expect(own.microphone.peek().on).toBe(false);
});

test("muting does not wait for a publishing that hangs", async () => {
  const { own, state, net, tries } = rig();
  net.plan.push("hang");
  state("connected");
  void own.setMicrophone(true);
  await soon(() => expect(tries).toHaveLength(1));
  void own.setMicrophone(false);
  expect(tries[0]?.media[0]?.enabled).toBe(false);
  expect(own.microphone.peek().on).toBe(false);
});

test("a camera that is turned off while the connection is broken stays off, and its lamp goes out at once", async () => {
  const { own, state, sent, live } = rig();
  state("connected");
  await own.setCamera(true);
  state("reconnecting");
  void own.setCamera(false);
  expect(own.camera.peek().on).toBe(false);
  state("connected");
  await soon(() => expect(sent()).toEqual([]));
  expect(live.size).toBe(0);
});

test("an unplugged microphone is said, another is used, and the chosen one again when it is back", async () => {
  const { own, state, sent, gone, back } = rig({ devices: { microphone: "mic-2" }, present: ["mic-1", "mic-2"] });
  state("connected");
  await own.setMicrophone(true);
  expect(sent()).toEqual(["mic-2"]);
  gone("mic-2");
  await soon(() => expect(sent()).toEqual(["mic-1"]));
  expect(own.microphone.peek()).toMatchObject({ on: true, fault: "another" });
  back("mic-2");
  await soon(() => expect(sent()).toEqual(["mic-2"]));
  expect(own.microphone.peek()).toMatchObject({ on: true, fault: null });
});

test("an unplugged camera is said and taken up again when it returns; no other is", async () => {
  const { own, state, sent, gone, back } = rig({ present: ["mic-1", "cam-1", "cam-2"] });
  state("connected");
  await own.setCamera(true);
  gone("cam-1");
  expect(own.camera.peek()).toEqual({ on: true, busy: false, fault: "gone" });
  state("reconnecting");
  state("connected");
  await moments(5);
  expect(sent().filter((one) => one.startsWith("cam-2"))).toEqual([]);
  back("cam-1");
  await soon(() => expect(own.camera.peek()).toEqual({ on: true, busy: false, fault: null }));
  await soon(() => expect(sent()).toEqual(["cam-1"]));
});

test("a camera that returns after it was turned off, or after two minutes, stays off", async () => {
  for (const forget of ["off", "time"] as const) {
    const { own, state, gone, back, clock, live } = rig();
    state("connected");
    await own.setCamera(true);
    gone("cam-1");
    if (forget === "off") await own.setCamera(false);
    else clock.tick(2 * 60_000);
    back("cam-1");
    await moments(5);
    expect(own.camera.peek().on).toBe(false);
    expect(own.camera.peek().fault).toBe(forget === "off" ? null : "missing");
    expect(live.size).toBe(0);
  }
});

test("the browser's own bar stops sharing", async () => {
  const { own, state, sent, open, live } = rig();
  state("connected");
  await own.setScreen(true, "motion");
  expect(sent()).toEqual(["screen"]);
  open[0]?.gone();
  await soon(() => expect(sent()).toEqual([]));
  expect(own.screen.peek()).toEqual({ on: false, busy: false, fault: null });
  expect(live.size).toBe(0);
});

test("a screen comes back with the connection without another question", async () => {
  const { own, state, sent, opened } = rig();
  state("connected");
  await own.setScreen(true);
  state("disconnected");
  state("connected");
  await soon(() => expect(sent()).toEqual(["screen"]));
  expect(opened).toEqual(["screen"]);
});

test("another device takes the place of the one before without a break, muted as it was", async () => {
  const { own, state, sent, publications, live } = rig({ present: ["mic-1", "mic-2"] });
  state("connected");
  await own.setMicrophone(false);
  const before = [...publications.keys()];
  await own.use("microphone", "mic-2");
  expect(sent()).toEqual(["mic-2 muted"]);
  expect([...publications.keys()]).toEqual(before);
  expect(live.size).toBe(2);
});

test("a device that does not open is said, and tried again when asked for", async () => {
  const { own, state, sent, fail } = rig();
  state("connected");
  fail.next = "NotAllowedError";
  await own.setCamera(true);
  expect(own.camera.peek()).toEqual({ on: false, busy: false, fault: "blocked" });
  await own.setCamera(true);
  expect(sent()).toEqual(["cam-1"]);
});

test("a microphone that is connected where none was is there at once, muted", async () => {
  const { own, state, sent, back } = rig({ present: [] });
  state("connected");
  await own.setMicrophone(true);
  expect(own.microphone.peek()).toEqual({ on: false, busy: false, fault: "missing" });
  back("mic-1");
  await soon(() => expect(sent()).toEqual(["mic-1 muted"]));
  expect(own.microphone.peek()).toEqual({ on: false, busy: false, fault: null });
});

test("what the room does not let one send is said, not tried again, and sent once it does", async () => {
  const { own, state, sent, net, tries, emit } = rig();
  net.plan.push("refuse");
  state("connected");
  await own.setCamera(true);
  expect(own.camera.peek().fault).toBe("forbidden");
  expect(tries).toHaveLength(1);
  emit(RoomEvent.ParticipantPermissionsChanged);
  await soon(() => expect(sent()).toEqual(["cam-1"]));
  expect(own.camera.peek().fault).toBeNull();
});

test("whoever is muted by a moderator is told so, and may speak again", async () => {
  const { own, state, tries } = rig();
  state("connected");
  await own.setMicrophone(true);
  await tries[0]?.mute();
  expect(own.microphone.peek()).toEqual({ on: false, busy: false, fault: "moderated" });
  state("disconnected");
  state("connected");
  await soon(() => expect(tries).toHaveLength(2));
  expect(tries[1]?.isMuted).toBe(true);
  expect(own.microphone.peek().fault).toBe("moderated");
  await own.setMicrophone(true);
  expect(own.microphone.peek()).toEqual({ on: true, busy: false, fault: null });
});

test("whoever speaks by another microphone by then is told of a moderator just so", async () => {
  const { own, state, tries, sent } = rig({ present: ["mic-1", "mic-2"] });
  state("connected");
  await own.setMicrophone(true);
  await own.use("microphone", "mic-2");
  expect([tries.length, sent()]).toEqual([1, ["mic-2"]]);
  await tries[0]?.mute();
  expect(own.microphone.peek()).toEqual({ on: false, busy: false, fault: "moderated" });
});

test("one's own turning, while the track gets its name, is no moderator's", async () => {
  const { own, state, sent, net } = rig();
  state("connected");
  net.plan.push("hang");
  void own.setMicrophone(false);
  await soon(() => expect(net.hung).toHaveLength(1));
  const opened = own.setMicrophone(true);
  net.hung[0]?.();
  await opened;
  await soon(() => expect(sent()).toEqual(["mic-1"]));
  expect(own.microphone.peek()).toEqual({ on: true, busy: false, fault: null });
});

test("stopping lets every device go, and nothing comes after it", async () => {
  const { own, state, live, opened } = rig();
  state("connected");
  await own.setMicrophone(true);
  await own.setCamera(true);
  own.stop();
  expect(live.size).toBe(0);
  await own.setCamera(true);
  state("reconnecting");
  state("connected");
  await moments(5);
  expect(opened).toEqual(["mic-1", "cam-1"]);
});
