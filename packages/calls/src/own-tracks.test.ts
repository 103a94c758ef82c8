import { type Signal, signal, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { type LocalTrack, RoomEvent, Track, TrackEvent } from "livekit-client";
import { expect, test, vi } from "vitest";
import { createOwnTracks } from "./own-tracks.ts";
import type { Capture, Captured, Source } from "./sending/capture.ts";
import type { SendingRoom } from "./sending/publishing.ts";

/** As much of a browser's track as is used here. */
class FakeMedia {
  enabled = true;
  contentHint = "";
  readyState: "live" | "ended" = "live";
  readonly id: string;
  readonly #live: Set<FakeMedia>;
  constructor(id: string, live: Set<FakeMedia>) {
    this.id = id;
    this.#live = live;
    live.add(this);
  }
  clone(): FakeMedia {
    return new FakeMedia(`${this.id}'`, this.#live);
  }
  stop(): void {
    this.readyState = "ended";
    this.#live.delete(this);
  }
}

class FakeLocal {
  isMuted = false;
  source: Track.Source = Track.Source.Unknown;
  readonly media: FakeMedia[];
  readonly #listeners = new Map<string, () => void>();
  constructor(media: FakeMedia) {
    this.media = [media];
  }
  on(event: string, listener: () => void): void {
    this.#listeners.set(event, listener);
  }
  async mute(): Promise<void> {
    this.isMuted = true;
    this.#listeners.get(TrackEvent.Muted)?.();
  }
  async unmute(): Promise<void> {
    this.isMuted = false;
  }
  async replaceTrack(media: FakeMedia): Promise<void> {
    this.media.push(media);
  }
}

interface Publication {
  readonly track: FakeLocal;
}

function rig({ devices = {}, present = ["mic-1", "cam-1"] }: { devices?: object; present?: string[] } = {}) {
  const clock = createManualClock();
  const live = new Set<FakeMedia>();
  const listeners = new Map<string, Set<() => void>>();
  const publications = new Map<string, Publication>();
  const emit = (event: string) => {
    for (const listener of listeners.get(event) ?? []) listener();
  };
  const tries: FakeLocal[] = [];
  const net = {
    /** How the next tries go; then all succeed. */
    plan: [] as ("fail" | "hang" | "refuse")[],
    hung: [] as (() => void)[],
  };
  const localParticipant = {
    trackPublications: publications,
    async publishTrack(track: FakeLocal, { source }: { source: Track.Source }) {
      tries.push(track);
      track.source = source;
      const how = net.plan.shift();
      if (how === "fail") throw new Error("publication of local track timed out");
      if (how === "refuse") throw Object.assign(new Error("insufficient permissions"), { status: 403 });
      if (how === "hang") await new Promise<void>((resolve) => net.hung.push(resolve));
      publications.set(`T${tries.length}`, { track });
      emit(RoomEvent.LocalTrackPublished);
    },
    async unpublishTrack(track: FakeLocal) {
      for (const [sid, publication] of publications) if (publication.track === track) publications.delete(sid);
      for (const media of track.media) media.stop();
      emit(RoomEvent.LocalTrackUnpublished);
    },
  };
  const room = {
    state: "disconnected",
    localParticipant,
    on: (event: string, listener: () => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off: (event: string, listener: () => void) => listeners.get(event)?.delete(listener),
  };
  const state = (next: string) => {
    room.state = next;
    // As LiveKit does when it is cut off for good.
    if (next === "disconnected") publications.clear();
    emit(RoomEvent.ConnectionStateChanged);
  };

  const opened: string[] = [];
  const open: { readonly id: string; readonly media: FakeMedia; readonly gone: () => void }[] = [];
  let deviceListener = (): void => {};
  const fail: { next: string | null } = { next: null };
  const blurs: { readonly breaks: () => void; readonly slow: Signal<boolean>; readonly asked: string[] }[] = [];
  const take = (source: Source, wanted: { preferred?: string; exact?: string; blur?: string } = {}): Captured => {
    const kind = source.slice(0, 3);
    const of = present.filter((id) => id.startsWith(kind));
    const id = source === "screen" ? "screen" : (wanted.exact ?? of.find((one) => one === wanted.preferred) ?? of[0]);
    const name = fail.next ?? (id === undefined || (id !== "screen" && !of.includes(id)) ? "NotFoundError" : null);
    fail.next = null;
    if (id === undefined || name !== null) throw Object.assign(new Error("no"), { name: name ?? "NotFoundError" });
    opened.push(id);
    const media = new FakeMedia(id, live);
    let gone = (_why: "gone" | "broken"): void => {};
    const end = () => {
      media.stop();
      gone("gone");
    };
    const blurred = source === "camera" && wanted.blur !== "off";
    const slow = signal(false);
    if (blurred) blurs.push({ breaks: () => gone("broken"), slow, asked: [wanted.blur ?? ""] });
    const { asked } = blurs.at(-1) ?? { asked: [] as string[] };
    open.push({ id, media, gone: end });
    return {
      media: [{ source, track: media as unknown as MediaStreamTrack }],
      deviceId: id,
      groupId: `of ${id}`,
      filtered: false,
      blurring: blurred
        ? {
            track: media as unknown as MediaStreamTrack,
            slow,
            set: (to) => void (asked.at(-1) !== to && asked.push(to)),
            onBreak() {},
            close() {},
          }
        : null,
      onEnd: (listener) => {
        gone = listener;
      },
      close: () => media.stop(),
    };
  };
  const capture: Capture = {
    microphone: async (choice) => take("microphone", choice as object),
    camera: async (choice) => take("camera", choice as object),
    screen: async () => take("screen"),
    list: async () =>
      present.map((deviceId) => ({
        deviceId,
        groupId: `of ${deviceId}`,
        kind: deviceId.startsWith("mic") ? ("audioinput" as const) : ("videoinput" as const),
        label: deviceId,
        toJSON: () => ({}),
      })),
    onChange(listener) {
      deviceListener = listener;
      return () => {};
    },
  };
  const own = createOwnTracks({
    room: room as unknown as SendingRoom,
    capture,
    devices,
    clock,
    log: silentLog,
    wrap: (media) => new FakeLocal(media as unknown as FakeMedia) as unknown as LocalTrack,
  });
  /** What others can hear and see now. */
  const sent = () =>
    Array.from(publications.values(), ({ track }) => {
      const media = track.media.at(-1);
      return `${media?.id.replaceAll("'", "")}${track.isMuted || media?.enabled !== true ? " muted" : ""}${media?.readyState === "ended" ? " dead" : ""}`;
    }).sort();
  const gone = (id: string) => {
    present.splice(present.indexOf(id), 1);
    open.findLast((one) => one.id === id)?.gone();
    deviceListener();
  };
  const back = (id: string) => {
    present.push(id);
    deviceListener();
  };
  const fakes = { live, opened, fail, gone, back, open, blurs };
  return { own, clock, state, net, tries, publications, sent, emit, ...fakes };
}

/** Lets what waits go on, and then `then`, so often. */
const moments = async (count: number, then: () => void = () => {}) => {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    then();
  }
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 1000, interval: 1 });

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

test("whoever is muted by a moderator is shown so", async () => {
  const { own, state, tries } = rig();
  state("connected");
  await own.setMicrophone(true);
  await tries[0]?.mute();
  expect(own.microphone.peek().on).toBe(false);
  state("disconnected");
  state("connected");
  await soon(() => expect(tries).toHaveLength(2));
  expect(tries[1]?.isMuted).toBe(true);
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
