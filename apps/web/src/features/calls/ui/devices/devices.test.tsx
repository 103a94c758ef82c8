// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import type { CallRights } from "@parley/matrix";
import { buildCall } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deviceOptions, system } from "./device-options.ts";

/** Cameras and microphones in memory; `live` are those that are open. */
const devices = vi.hoisted(() => {
  const live = new Set<string>();
  const plan: { refuse: string | null } = { refuse: null };
  const stream = (kind: "audio" | "video") => {
    const id = `${kind} ${live.size}`;
    live.add(id);
    const track = {
      kind,
      id,
      readyState: "live",
      getSettings: () => ({ deviceId: id }),
      addEventListener() {},
      stop: () => void live.delete(id),
    };
    const of = (wanted: string) => (wanted === kind ? [track] : []);
    return { getTracks: () => [track], getVideoTracks: () => of("video"), getAudioTracks: () => of("audio") };
  };
  const mediaDevices = {
    async getUserMedia(wanted: { audio?: unknown; video?: unknown }) {
      const { refuse } = plan;
      if (refuse !== null) throw Object.assign(new Error("no"), { name: refuse });
      return stream(wanted.video === undefined ? "audio" : "video");
    },
    enumerateDevices: async () => [
      { kind: "audioinput", deviceId: "mic-1", label: "Desk microphone" },
      { kind: "videoinput", deviceId: "cam-1", label: plan.refuse === null ? "Lid camera" : "" },
    ],
    addEventListener() {},
    removeEventListener() {},
  };
  Object.defineProperty(globalThis.navigator, "mediaDevices", { value: mediaDevices, configurable: true });
  class Silence {
    createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData() {} });
    createMediaStreamSource = () => ({ connect() {} });
    resume = async () => {};
    close = async () => {};
  }
  Object.assign(globalThis, { AudioContext: Silence, MediaStream: class {} });
  return { live, plan };
});

const { JoinDialog } = await import("./JoinDialog.tsx");
const { CallsPage } = await import("./CallsPage.tsx");
const { TalkHint } = await import("./TalkHint.tsx");
const { deviceChoices } = await import("./choices.ts");
const { ownCapture } = await import("./own-devices.ts");

const around = (children: ReactNode) => render(<Tooltip.Provider>{children}</Tooltip.Provider>);
const entry = { intent: "video", microphone: false, camera: true } as const;

beforeEach(() => {
  deviceChoices.set({ microphone: "", camera: "", speaker: "", noiseFilter: false, talkKey: null });
});
afterEach(() => {
  cleanup();
  devices.plan.refuse = null;
  expect(devices.live.size).toBe(0);
});

describe("before joining", () => {
  const open = (rights?: CallRights, leaves: string | null = null) => {
    const joined = vi.fn();
    const closed = vi.fn();
    const view = around(
      <JoinDialog
        room="studio"
        running
        entry={entry}
        rights={rights}
        leaves={leaves}
        onJoin={joined}
        onClose={closed}
      />,
    );
    return { ...view, joined, closed };
  };

  it("shows one's picture and lets go of it, the microphone too, when it is closed", async () => {
    const { unmount } = open();
    expect(await screen.findByLabelText("Your camera")).toBeTruthy();
    await waitFor(() => expect(devices.live.size).toBe(2));
    expect(screen.getByText("Nobody hears or sees you yet.")).toBeTruthy();
    unmount();
    expect(devices.live.size).toBe(0);
  });

  it("says of whoever is in another call that it ends", async () => {
    const { unmount } = open(undefined, "lobby");
    expect(await screen.findByText(/This ends your part in the call of lobby/)).toBeTruthy();
    expect(screen.queryByText(/Nobody hears/)).toBeNull();
    await waitFor(() => expect(devices.live.size).toBe(2));
    unmount();
  });

  it("joins as one has turned microphone and camera, and hands what is open to the call", async () => {
    const { joined } = open();
    await screen.findByLabelText("Your camera");
    fireEvent.click(screen.getByRole("button", { name: "Join with the microphone on" }));
    fireEvent.click(screen.getByRole("button", { name: "Turn camera off" }));
    await waitFor(() => expect(devices.live.size).toBe(1));
    const before = [...devices.live];
    joined.mockImplementation(() => expect([...devices.live]).toEqual(before));
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(joined).toHaveBeenCalledWith({ intent: "audio", microphone: true, camera: false });
    (await ownCapture.microphone({ preferred: undefined, filter: false })).close();
  });

  it("keeps the picture's place and says what to do where there is no permission, for each device", async () => {
    devices.plan.refuse = "NotAllowedError";
    const { joined } = open();
    expect(await screen.findByText(/does not let Parley use the camera/)).toBeTruthy();
    expect(screen.getByText(/does not let Parley use the microphone/)).toBeTruthy();
    expect(await screen.findByText(/^Names appear once/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Turn camera on" })).toBeTruthy();
    devices.plan.refuse = null;
    for (const again of screen.getAllByRole("button", { name: "Try again" })) fireEvent.click(again);
    expect(await screen.findByLabelText("Your camera")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(joined).toHaveBeenCalledWith({ intent: "video", microphone: false, camera: true });
    (await ownCapture.microphone({ preferred: undefined, filter: false })).close();
    (await ownCapture.camera({ preferred: undefined, blur: "off" })).close();
  });

  it("offers nothing that the room holds back", async () => {
    open({ join: true, speak: false, video: false, screen: true });
    // Nor is the browser asked for the microphone of who may not speak.
    await waitFor(() => expect([...devices.live].map((id) => id.split(" ")[0])).toEqual(["video"]));
    expect(screen.queryByRole("button", { name: "Join with the microphone on" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Turn camera off" })).toBeNull();
  });

  it.each([
    ["NotFoundError", /^No camera was found/],
    ["NotReadableError", /^Another program uses the camera/],
    ["Whatever", /^The camera did not start/],
  ])("says its own sentence for %s", async (name, sentence) => {
    devices.plan.refuse = name;
    open();
    expect(await screen.findByText(sentence)).toBeTruthy();
  });
});

describe("the settings of calls", () => {
  it("open no device by themselves", async () => {
    around(<CallsPage />);
    const microphone = await screen.findByRole("button", { name: "Test microphone" });
    expect(devices.live.size).toBe(0);
    fireEvent.click(microphone);
    await waitFor(() => expect(devices.live.size).toBe(1));
    fireEvent.click(screen.getByRole("button", { name: "End test" }));
    expect(devices.live.size).toBe(0);
  });

  it("take the next key for speaking, refuse one that leads away, and give it up", async () => {
    around(<CallsPage />);
    fireEvent.click(screen.getByRole("button", { name: "Choose key" }));
    fireEvent.keyDown(window, { code: "Enter", key: "Enter" });
    expect(screen.getByText(/needed for other things/)).toBeTruthy();
    expect(deviceChoices.values.peek().talkKey).toBeNull();
    fireEvent.keyDown(window, { code: "KeyV", key: "v" });
    expect(deviceChoices.values.peek().talkKey).toEqual({ code: "KeyV", label: "V" });
    fireEvent.click(screen.getByRole("button", { name: "Change key" }));
    fireEvent.keyDown(window, { code: "Escape", key: "Escape" });
    expect(deviceChoices.values.peek().talkKey).not.toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Remove key" }));
    expect(deviceChoices.values.peek().talkKey).toBeNull();
  });

  it("keep whether noise is held back", async () => {
    around(<CallsPage />);
    const noise = await screen.findByRole("group", { name: "Noise suppression" });
    fireEvent.click(within(noise).getByRole("radio", { name: "On" }));
    expect(deviceChoices.values.peek().noiseFilter).toBe(true);
  });
});

it("the controls say which key is to be held, and when it would do nothing", () => {
  const call = buildCall({ microphone: { on: false } });
  const focus = vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const { container } = around(<TalkHint call={call} />);
  expect(container.textContent).toBe("");
  act(() => deviceChoices.set({ talkKey: { code: "Space", label: "Space" } }));
  expect(container.textContent).toBe("Hold Space to speak");
  act(() => void call.setMicrophone(true));
  expect(container.textContent).toBe("Your microphone is open. Letting go of Space mutes it");
  focus.mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event("blur")));
  expect(container.textContent).toBe("Space works once this window has the focus");
});

it("a picker offers the system's choice, every device, and the chosen one though it is away", () => {
  const words = { system: "System's choice", away: "Not connected", numbered: (n: number) => `Camera ${n}` };
  const found = [
    { id: "a", label: "A" },
    { id: "b", label: "" },
  ];
  expect(deviceOptions(found, "gone", words)).toEqual([
    { value: system, label: "System's choice" },
    { value: "a", label: "A" },
    { value: "b", label: "Camera 2" },
    { value: "gone", label: "Not connected" },
  ]);
  expect(deviceOptions([{ id: "", label: "" }], "", words)).toHaveLength(1);
});
