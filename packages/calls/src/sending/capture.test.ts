import { signal } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, test, vi } from "vitest";
import type { Blurring, MakeBlur } from "./blur.ts";
import { createCapture } from "./capture.ts";
import { deviceFaultOf } from "./device-faults.ts";

class FakeTrack extends EventTarget {
  contentHint = "";
  readonly stop = vi.fn();
  readonly kind: "audio" | "video";
  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
  }
  getSettings = () => ({ deviceId: `${this.kind}-1`, groupId: "g" });
}

function rig(...kinds: ("audio" | "video")[]) {
  const tracks = kinds.map((kind) => new FakeTrack(kind));
  const stream = {
    getTracks: () => tracks,
    getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
    getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
  };
  const getUserMedia = vi.fn(async (_wanted: MediaStreamConstraints) => stream);
  const getDisplayMedia = vi.fn(async (_wanted: DisplayMediaStreamOptions) => stream);
  const devices = Object.assign(new EventTarget(), { getUserMedia, getDisplayMedia, enumerateDevices: async () => [] });
  return { tracks, devices: devices as unknown as MediaDevices, getUserMedia, getDisplayMedia };
}
const clock = createManualClock();
const blurring: Blurring = {
  track: new FakeTrack("video") as unknown as MediaStreamTrack,
  slow: signal(false),
  set() {},
  onBreak() {},
  close() {},
};

test("a screen with sound is over with its picture, not with its sound", async () => {
  const { tracks, devices, getDisplayMedia } = rig("audio", "video");
  const captured = await createCapture(devices, clock, null).screen("motion");
  expect(captured.media.map(({ source }) => source)).toEqual(["screen", "screen-sound"]);
  expect(tracks[1]?.contentHint).toBe("motion");
  expect(getDisplayMedia.mock.calls[0]?.[0]).toMatchObject({
    systemAudio: "include",
    video: { frameRate: { max: 30 } },
  });
  const ended = vi.fn();
  captured.onEnd(ended);
  tracks[0]?.dispatchEvent(new Event("ended"));
  expect(ended).not.toHaveBeenCalled();
  tracks[1]?.dispatchEvent(new Event("ended"));
  expect(ended).toHaveBeenCalledOnce();
  captured.close();
  for (const { stop } of tracks) expect(stop).toHaveBeenCalled();
});

test("text is shared sharp, with fewer pictures", async () => {
  const { tracks, devices, getDisplayMedia } = rig("video");
  await createCapture(devices, clock, null).screen("text");
  expect(tracks[0]?.contentHint).toBe("detail");
  expect(getDisplayMedia.mock.calls[0]?.[0]).toMatchObject({ video: { frameRate: { max: 15 } } });
});

test("a chosen device is insisted on, and another taken only where it is not there and may be another", async () => {
  const { devices, getUserMedia } = rig("video");
  const capture = createCapture(devices, clock, null);
  const asked = () => getUserMedia.mock.calls.map(([{ video }]) => typeof video === "object" && video.deviceId);
  await capture.camera({});
  await capture.camera({ preferred: "cam-2" });
  await capture.camera({ preferred: "cam-2", exact: "cam-3" });
  expect(asked()).toEqual([undefined, { exact: "cam-2" }, { exact: "cam-3" }]);

  getUserMedia.mockClear();
  const failNext = (name: string) => getUserMedia.mockRejectedValueOnce(new DOMException("no", name));
  failNext("OverconstrainedError");
  await capture.camera({ preferred: "cam-2" });
  expect(asked()).toEqual([{ exact: "cam-2" }, undefined]);
  failNext("OverconstrainedError");
  await expect(capture.camera({ exact: "cam-3" })).rejects.toThrow("no");
  failNext("NotReadableError");
  await expect(capture.camera({ preferred: "cam-2" })).rejects.toThrow("no");
  expect(getUserMedia).toHaveBeenCalledTimes(4);
});

test("a microphone whose filter cannot be had goes out with the browser's own, opened anew", async () => {
  const { tracks, devices, getUserMedia } = rig("audio");
  vi.stubGlobal(
    "AudioContext",
    class {
      resume = async () => {};
      close = async () => {};
    },
  );
  const captured = await createCapture(devices, clock, () => Promise.reject(new Error("404"))).microphone({
    filter: true,
  });
  vi.unstubAllGlobals();
  expect(captured.filtered).toBe(false);
  expect(tracks[0]?.stop).toHaveBeenCalledOnce();
  const asked = getUserMedia.mock.calls.map(([{ audio }]) => typeof audio === "object" && audio.noiseSuppression);
  expect(asked).toEqual([false, true]);
});

test("a camera whose background cannot be blurred shows nothing, and is let go", async () => {
  const { tracks, devices } = rig("video");
  const opened = async (make: MakeBlur | null, wait = false) => {
    const asked = createCapture(devices, clock, null, make).camera({ blur: "strong" });
    if (wait) {
      // The camera is open by then, and its blur is waited for.
      await new Promise((resolve) => setTimeout(resolve));
      clock.tick(60_000);
    }
    const thrown = await asked.catch((fault: unknown) => fault);
    return deviceFaultOf(thrown);
  };
  expect(await opened(null)).toBe("unblurred");
  expect(await opened(() => Promise.reject(new Error("no WebGL 2")))).toBe("unblurred");
  const late = Promise.withResolvers<Blurring>();
  expect(await opened(() => late.promise, true)).toBe("unblurred");
  expect(tracks[0]?.stop).toHaveBeenCalledTimes(3);
  const close = vi.fn();
  late.resolve({ ...blurring, close });
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
});

test("the blurred picture goes out in place of the camera's, and both are let go together", async () => {
  const { tracks, devices } = rig("video");
  const close = vi.fn();
  const breaks: (() => void)[] = [];
  const make = vi.fn(async () => ({
    ...blurring,
    close,
    onBreak: (listener: () => void) => void breaks.push(listener),
  }));
  const captured = await createCapture(devices, clock, null, make).camera({ blur: "light" });
  expect(make.mock.calls[0]).toEqual([tracks[0], "light"]);
  expect(captured.media).toEqual([{ source: "camera", track: blurring.track }]);
  const ended = vi.fn();
  captured.onEnd(ended);
  breaks[0]?.();
  expect(ended).toHaveBeenCalledWith("broken");
  captured.close();
  expect(close).toHaveBeenCalledOnce();
  expect(tracks[0]?.stop).toHaveBeenCalledOnce();
});

test("a page that came without TLS says so for each device, and lists none", async () => {
  const capture = createCapture(undefined, clock, null);
  await expect(capture.microphone({ filter: false })).rejects.toThrow("may not use devices");
  await expect(capture.list()).resolves.toEqual([]);
  capture.onChange(() => {})();
});
