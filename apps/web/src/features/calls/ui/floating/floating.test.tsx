// @vitest-environment jsdom
import { buildCallVideo, buildParticipant } from "@parley/testkit/calls";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawCall, roomId } from "../testing/draw-call.tsx";
// Loaded before the clock of the first test runs.
import "../stage/CallStage.tsx";
import "./FloatingHeld.tsx";

const own = buildParticipant({ own: true });
const mira = { userId: "@mira:localhost" };

beforeEach(() => {
  // jsdom lays nothing out.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const name of ["pictureInPictureEnabled", "pictureInPictureElement"]) Reflect.deleteProperty(document, name);
});

/** A browser whose pages may have a window above all others: here one of a frame. */
function withWindow() {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const opened = frame.contentWindow as Window;
  const close = vi.fn(() => {
    opened.dispatchEvent(new Event("pagehide"));
    frame.remove();
  });
  Object.assign(opened, { close });
  const requestWindow = vi.fn(async () => opened);
  vi.stubGlobal("documentPictureInPicture", { requestWindow });
  const inside = within(opened.document.body);
  return { opened, close, requestWindow, inside };
}

const press = async (name: string) => {
  const button = await screen.findByRole("button", { name });
  await act(async () => fireEvent.click(button));
};

it("is not offered where the browser has no such thing", async () => {
  await drawCall({ call: { participants: [own, buildParticipant({ ...mira, camera: buildCallVideo() })] } });
  await screen.findByRole("button", { name: "Leave call" });
  expect(screen.queryByRole("button", { name: "Keep above other windows" })).toBeNull();
});

it("has who speaks and the controls in a window of its own", async () => {
  const { inside, requestWindow, opened } = withWindow();
  const { call } = await drawCall({ call: { participants: [own, buildParticipant({ ...mira, speaking: true })] } });
  await press("Keep above other windows");
  expect(requestWindow).toHaveBeenCalledOnce();
  expect(opened.document.title).toBe("Call in studio");
  expect(inside.getByText("mira")).toBeTruthy();
  fireEvent.click(inside.getByRole("button", { name: "Mute microphone" }));
  expect(call.asked).toEqual(["setMicrophone false"]);
});

it("leads back to the call and closes", async () => {
  const { inside, close } = withWindow();
  vi.spyOn(window, "focus").mockImplementation(() => {});
  const { went } = await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
  await press("Keep above other windows");
  const back = inside.getByRole("button", { name: "Back to the call" });
  await act(async () => fireEvent.click(back));
  expect(went).toEqual([{ at: "home", roomId }]);
  expect(close).toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Keep above other windows", pressed: false })).toBeTruthy();
});

it("goes with the call", async () => {
  const { close } = withWindow();
  const { current } = await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
  await press("Keep above other windows");
  await act(async () => current.leave());
  expect(close).toHaveBeenCalled();
});

it("is open no more when the person closes it, and can be opened again", async () => {
  const { opened, requestWindow } = withWindow();
  await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
  await press("Keep above other windows");
  act(() => void opened.dispatchEvent(new Event("pagehide")));
  expect(screen.getByRole("button", { name: "Keep above other windows", pressed: false })).toBeTruthy();
  expect(requestWindow).toHaveBeenCalledOnce();
});

it("says when the browser refuses", async () => {
  const { requestWindow } = withWindow();
  requestWindow.mockRejectedValue(new Error("NotAllowedError"));
  await drawCall({ call: { participants: [own, buildParticipant(mira)] } });
  await press("Keep above other windows");
  expect(
    await screen.findAllByText("The floating window could not be opened. The call goes on here."),
  ).not.toHaveLength(0);
});

it("floats a picture alone where the browser has no more than that, and changes it with who speaks", async () => {
  Object.defineProperty(document, "pictureInPictureEnabled", { value: true, configurable: true });
  const request = vi.fn(async () => {});
  Object.assign(HTMLVideoElement.prototype, { requestPictureInPicture: request });
  vi.spyOn(HTMLMediaElement.prototype, "readyState", "get").mockReturnValue(2);
  const shown: string[] = [];
  const camera = (name: string) =>
    buildCallVideo({
      attach(element) {
        if (!element.className.includes("sr-only")) return () => {};
        shown.push(`${name} in`);
        return () => void shown.push(`${name} out`);
      },
    });
  const one = buildParticipant({ ...mira, camera: camera("mira") });
  const two = buildParticipant({ userId: "@jun:localhost", camera: camera("jun") });
  const { call, current } = await drawCall({ call: { participants: [own, one, two] } });
  await press("Keep above other windows");
  expect(request).toHaveBeenCalledOnce();
  shown.length = 0;
  act(() => {
    call.participants.value = [own, one, { ...two, speaking: true }];
  });
  await waitFor(() => expect(shown.at(-1)).toBe("jun in"));
  await act(async () => current.leave());
  expect(document.querySelector("video.sr-only")).toBeNull();
});

it("has a ring around the face of who speaks in the small player", async () => {
  const { call } = await drawCall({
    call: { participants: [own, buildParticipant({ ...mira, speaking: true })] },
    shown: "!b:localhost",
  });
  const mini = await screen.findByRole("region", { name: "Call" });
  expect(mini.querySelector("[data-speaks=true]")?.textContent).toBe("M");
  act(() => {
    call.participants.value = [own, buildParticipant(mira)];
  });
  expect(mini.querySelector("[data-speaks=false]")?.textContent).toBe("M");
});
