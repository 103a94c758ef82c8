// @vitest-environment jsdom
import { buildParticipant } from "@parley/testkit/calls";
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawCall } from "../testing/draw-call.tsx";
// Loaded before the clock of the first test runs.
import "./CallStage.tsx";
import "./MiniPlayer.tsx";

beforeEach(() => {
  // jsdom lays nothing out.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const seed = { participants: [buildParticipant({ own: true }), buildParticipant({ userId: "@mira:localhost" })] };

it("raise and lower one's hand, show and hide the chat, and leave, and are listed", async () => {
  const { session, shortcuts, current, call } = await drawCall({ call: seed });
  await screen.findByRole("list", { name: "Participants" });
  const press = (key: string) =>
    act(async () => {
      const event = new KeyboardEvent("keydown", { key, ctrlKey: true, shiftKey: true, cancelable: true });
      expect(shortcuts.handle(event)).toBe(true);
    });
  expect(shortcuts.all.peek().map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      "In a call: raise your hand, or lower it",
      "In a call: show or hide the chat",
      "In a call: leave it",
    ]),
  );
  await press("H");
  await waitFor(() => expect(session.callSigns.asked).toEqual(["setHand true"]));
  await press("H");
  await waitFor(() => expect(session.callSigns.asked).toEqual(["setHand true", "setHand false"]));
  expect(screen.getByText("what was said")).toBeTruthy();
  await press("Y");
  expect(screen.queryByText("what was said")).toBeNull();
  await press("Y");
  expect(screen.getByText("what was said")).toBeTruthy();
  await press("L");
  expect(call.asked).toContain("leave");
  await waitFor(() => expect(current.now.value).toBeNull());
});

it("hold while one reads elsewhere, but for the chat, which is not there", async () => {
  const { session, shortcuts, call } = await drawCall({ call: seed, shown: "!b:localhost" });
  await screen.findByRole("region", { name: "Call" });
  const press = (key: string) =>
    act(async () => {
      shortcuts.handle(new KeyboardEvent("keydown", { key, ctrlKey: true, shiftKey: true, cancelable: true }));
    });
  await press("H");
  await waitFor(() => expect(session.callSigns.asked).toEqual(["setHand true"]));
  expect(shortcuts.all.peek().map(({ keys }) => keys)).not.toContain("mod+shift+y");
  await press("L");
  expect(call.asked).toContain("leave");
});
