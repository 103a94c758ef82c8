// @vitest-environment jsdom
import type { Capture, Captured } from "@parley/calls/devices";
import { signal } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { buildCall } from "@parley/testkit/calls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDeviceChoices, type DeviceChoices, entryDevices } from "./device-choices.ts";
import { watchDevices } from "./device-list.ts";
import { followChoices } from "./follow-choices.ts";
import { createHanding } from "./handing.ts";
import { createPreview } from "./preview.ts";
import { holdToTalk, talkKeyOf } from "./push-to-talk.ts";

const none: DeviceChoices = { microphone: "", camera: "", speaker: "", noiseFilter: false, blur: "off", talkKey: null };
const space = { code: "Space", label: "Space" };

function memory(text?: string) {
  const kept = new Map<string, string>(text === undefined ? [] : [["parley.devices", text]]);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe("what is chosen on this device", () => {
  it("is kept, and read again", () => {
    const store = memory();
    createDeviceChoices(store).set({ microphone: "mic-2", noiseFilter: true, talkKey: space });
    const values = createDeviceChoices(store).values.peek();
    expect(values).toEqual({ ...none, microphone: "mic-2", noiseFilter: true, talkKey: space });
    expect(entryDevices(values)).toEqual({ microphone: "mic-2", noiseFilter: true, blur: "off" });
  });

  it.each([
    "",
    "[",
    "null",
    "7",
    '{"microphone":7,"talkKey":"Space","noiseFilter":"yes"}',
    '{"blur":"no","blur":7}',
    '{"talkKey":{"code":"","label":"x"}}',
    `{"camera":"${"x".repeat(500)}"}`,
  ])("is as at first where %s stands", (text) => {
    expect(createDeviceChoices(memory(text)).values.peek()).toEqual(none);
  });

  it("follows another tab, and holds without a store", () => {
    const store = memory();
    const choices = createDeviceChoices(store);
    store.setItem("parley.devices", '{"camera":"cam-2"}');
    choices.heard("parley.other");
    expect(choices.values.peek().camera).toBe("");
    choices.heard("parley.devices");
    expect(choices.values.peek().camera).toBe("cam-2");
    const full = createDeviceChoices({
      getItem: () => null,
      setItem() {
        throw new Error("full");
      },
    });
    full.set({ speaker: "s" });
    expect(full.values.peek().speaker).toBe("s");
  });
});

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId): MediaDeviceInfo => ({
  kind,
  deviceId,
  label,
  groupId: "",
  toJSON: () => ({}),
});

/** Devices in memory; counts what is open. */
function rig(found: MediaDeviceInfo[] = [device("audioinput", "mic-1"), device("videoinput", "cam-1")]) {
  const live = new Set<string>();
  const asked: string[] = [];
  let changed = (): void => {};
  const plan: { fail: string | null; wait: Promise<void> | null } = { fail: null, wait: null };
  const ends = new Map<string, () => void>();
  let made = 0;
  const open = async (kind: string, choice: object): Promise<Captured> => {
    asked.push(`${kind} ${JSON.stringify(choice)}`);
    await plan.wait;
    if (plan.fail !== null) throw Object.assign(new Error("no"), { name: plan.fail });
    made += 1;
    const id = `${kind} ${made}`;
    live.add(id);
    return {
      media: [{ source: kind === "camera" ? "camera" : "microphone", track: { id } as unknown as MediaStreamTrack }],
      deviceId: id,
      groupId: undefined,
      filtered: false,
      blurring: null,
      onEnd: (listener) => void ends.set(id, () => listener("gone")),
      close: () => void live.delete(id),
    };
  };
  const capture: Capture = {
    microphone: (choice) => open("microphone", choice),
    camera: (choice) => open("camera", choice),
    screen: () => Promise.reject(new Error("not asked")),
    list: async () => found,
    onChange(listener) {
      changed = listener;
      return () => {
        changed = () => {};
      };
    },
  };
  const choices = signal<DeviceChoices>(none);
  const levels: ((level: number) => void)[] = [];
  let measuring = 0;
  const handing = createHanding(capture, createManualClock());
  const preview = createPreview({
    capture: handing,
    choices,
    watchLevel(_track, tell) {
      measuring += 1;
      levels.push(tell);
      return () => {
        measuring -= 1;
      };
    },
    faultOf: (thrown) => (thrown instanceof Error && thrown.name === "NotAllowedError" ? "blocked" : "missing"),
  });
  return {
    live,
    asked,
    plan,
    ends,
    choices,
    levels,
    preview,
    capture,
    handing,
    found,
    change: () => changed(),
    measuring: () => measuring,
  };
}

describe("the preview", () => {
  it("opens nothing by itself, then what is asked for, and lets go of all when it is closed", async () => {
    const { preview, live, measuring, levels } = rig();
    expect(live.size).toBe(0);
    preview.show("camera", true);
    preview.show("microphone", true);
    await vi.waitFor(() => expect(live.size).toBe(2));
    expect(measuring()).toBe(1);
    levels[0]?.(0.5);
    expect(preview.level.peek()).toBe(0.5);
    preview.close();
    expect(live.size).toBe(0);
    expect(measuring()).toBe(0);
  });

  it("hands to a call what is open, and what the call sends no more than that", async () => {
    const { preview, live, asked, handing, choices } = rig();
    choices.value = { ...none, blur: "light" };
    preview.show("camera", true);
    preview.show("microphone", true);
    await vi.waitFor(() => expect(live.size).toBe(2));
    preview.close(["microphone"]);
    expect([...live]).toEqual(["microphone 2"]);
    const taken = await handing.microphone({ preferred: undefined, filter: false });
    expect(asked.filter((what) => what.startsWith("microphone"))).toHaveLength(1);
    taken.close();
    expect(live.size).toBe(0);
  });

  it("lets go of a device that opens after it was closed, or turned off", async () => {
    const { preview, live, plan } = rig();
    const gate = Promise.withResolvers<void>();
    plan.wait = gate.promise;
    preview.show("camera", true);
    expect(preview.camera.peek().state).toBe("asking");
    preview.close();
    gate.resolve();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(live.size).toBe(0);
    expect(preview.camera.peek().state).toBe("off");
  });

  it("goes over to another device when one is chosen, with one open at a time", async () => {
    const { preview, live, choices, asked } = rig();
    preview.show("microphone", true);
    await vi.waitFor(() => expect([...live]).toEqual(["microphone 1"]));
    choices.value = { ...none, microphone: "mic-2", noiseFilter: true };
    await vi.waitFor(() => expect([...live]).toEqual(["microphone 2"]));
    expect(asked.at(-1)).toBe('microphone {"preferred":"mic-2","filter":true}');
    choices.value = { ...none, microphone: "mic-2", noiseFilter: true, camera: "cam-9", blur: "light" };
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toHaveLength(2);
    preview.close();
  });

  it("says why there is none, and tries again with the next device; not what the person refused", async () => {
    const { preview, plan, change } = rig();
    plan.fail = "NotFoundError";
    preview.show("camera", true);
    await vi.waitFor(() => expect(preview.camera.peek()).toEqual({ state: "fault", fault: "missing" }));
    plan.fail = "NotAllowedError";
    preview.show("microphone", true);
    await vi.waitFor(() => expect(preview.microphone.peek()).toEqual({ state: "fault", fault: "blocked" }));
    plan.fail = null;
    change();
    await vi.waitFor(() => expect(preview.camera.peek().state).toBe("on"));
    expect(preview.microphone.peek().state).toBe("fault");
    preview.show("microphone", true);
    await vi.waitFor(() => expect(preview.microphone.peek().state).toBe("on"));
    preview.close();
  });

  it("says that a device is gone", async () => {
    const { preview, ends, live } = rig();
    preview.show("camera", true);
    await vi.waitFor(() => expect(live.size).toBe(1));
    ends.get("camera 1")?.();
    expect(preview.camera.peek()).toEqual({ state: "fault", fault: "gone" });
    expect(live.size).toBe(0);
    preview.close();
  });
});

it("lists devices without the system's pseudo ones, also while none has a name, as they come and go", async () => {
  const { capture, found, change } = rig([device("audioinput", "", ""), device("videoinput", "", "")]);
  const watched = watchDevices(capture);
  await vi.waitFor(() => expect(watched.list.peek()?.microphone).toEqual([{ id: "", label: "" }]));
  found.splice(
    0,
    2,
    device("audioinput", "default"),
    device("audioinput", "communications"),
    device("audioinput", "m"),
  );
  found.push(device("audiooutput", "s", "Speakers"));
  watched.look();
  await vi.waitFor(() =>
    expect(watched.list.peek()).toEqual({
      microphone: [{ id: "m", label: "m" }],
      camera: [],
      speaker: [{ id: "s", label: "Speakers" }],
    }),
  );
  watched.stop();
  change();
});

it("a call follows what is chosen while it runs, and no longer", async () => {
  const call = buildCall();
  const choices = signal<DeviceChoices>({ ...none, camera: "cam-1" });
  followChoices(call, choices);
  expect(call.asked).toEqual([]);
  choices.value = { ...choices.value, microphone: "mic-2", noiseFilter: true, blur: "strong" };
  choices.value = { ...choices.value, camera: "", speaker: "s" };
  expect(call.asked).toEqual([
    "use microphone mic-2",
    "setNoiseFilter true",
    "setBlur strong",
    "use camera ",
    "use speaker s",
  ]);
  await call.leave();
  await Promise.resolve();
  choices.value = none;
  expect(call.asked).toHaveLength(6);
});

describe("the key that is held to speak", () => {
  const press = (type: "keydown" | "keyup", init: KeyboardEventInit, target: EventTarget = document.body) => {
    const event = new KeyboardEvent(type, { bubbles: true, cancelable: true, code: "Space", key: " ", ...init });
    target.dispatchEvent(event);
    return event;
  };
  const held = (choices = signal<DeviceChoices>({ ...none, talkKey: space })) => {
    const call = buildCall({ microphone: { on: false } });
    holdToTalk(call, choices, window);
    return { call, choices };
  };
  let end: (() => Promise<void>)[] = [];
  beforeEach(() => {
    end = [];
  });
  afterEach(async () => {
    for (const one of end) await one();
    document.body.replaceChildren();
  });
  const begin = (...given: Parameters<typeof held>) => {
    const made = held(...given);
    end.push(() => made.call.leave());
    return made;
  };

  it("opens the microphone while it is down, once, and not its default deed", () => {
    const { call } = begin();
    expect(press("keydown", {}).defaultPrevented).toBe(true);
    press("keydown", { repeat: true });
    expect(call.microphone.peek().on).toBe(true);
    expect(press("keyup", {}).defaultPrevented).toBe(true);
    expect(call.asked).toEqual(["setMicrophone true", "setMicrophone false"]);
  });

  it("lets go when Parley loses the focus", () => {
    const { call } = begin();
    press("keydown", {});
    window.dispatchEvent(new Event("blur"));
    expect(call.microphone.peek().on).toBe(false);
    press("keyup", {});
    expect(call.asked).toHaveLength(2);
  });

  it("lets go of the key that is held, though another is chosen meanwhile", () => {
    const { call, choices } = begin();
    press("keydown", {});
    choices.value = none;
    press("keyup", {});
    expect(call.microphone.peek().on).toBe(false);
  });

  it("types where one types, and stays out of shortcuts and what is composed", () => {
    const { call } = begin();
    const field = document.body.appendChild(document.createElement("textarea"));
    expect(press("keydown", {}, field).defaultPrevented).toBe(false);
    press("keydown", { ctrlKey: true });
    press("keydown", { isComposing: true });
    press("keydown", { code: "KeyV", key: "v" });
    expect(call.asked).toEqual([]);
  });

  it("writes nothing with a key that writes nothing, wherever one types", () => {
    const { call } = begin(signal<DeviceChoices>({ ...none, talkKey: { code: "F8", label: "F8" } }));
    const field = document.body.appendChild(document.createElement("textarea"));
    press("keydown", { code: "F8", key: "F8" }, field);
    expect(call.microphone.peek().on).toBe(true);
  });

  it("takes either of two alike", () => {
    const { call } = begin(signal<DeviceChoices>({ ...none, talkKey: { code: "Control", label: "Ctrl" } }));
    press("keydown", { code: "ControlRight", key: "Control", ctrlKey: true });
    press("keyup", { code: "ControlRight", key: "Control" });
    expect(call.asked).toEqual(["setMicrophone true", "setMicrophone false"]);
  });

  it("does nothing after the call", async () => {
    const { call } = held();
    await call.leave();
    await Promise.resolve();
    press("keydown", {});
    expect(call.asked).toEqual(["leave"]);
  });

  it("may not be one that leads away, confirms or closes", () => {
    for (const code of ["Escape", "Tab", "Enter", "F6", ""]) expect(talkKeyOf({ code, key: code })).toBeNull();
    expect(talkKeyOf({ code: "KeyV", key: "v" })).toEqual({ code: "KeyV", label: "V" });
    expect(talkKeyOf({ code: "ShiftLeft", key: "Shift" })).toEqual({ code: "Shift", label: "Shift" });
    expect(talkKeyOf({ code: "Space", key: " " })).toEqual(space);
  });
});
