// @vitest-environment jsdom
import { type Signal, signal } from "@parley/kernel";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { type CallSlots, CallSlotsContext } from "../../shared/call-slots.ts";
import type { UpdateState } from "../boot/updates.ts";
import { UpdatesContext } from "../updates-context.ts";
import { UpdateBanner } from "./UpdateBanner.tsx";

afterEach(cleanup);

const nothing = () => null;

function draw(state: Signal<UpdateState>, roomOfCall: string | null) {
  const slots: CallSlots = {
    CallButton: nothing,
    CallLine: nothing,
    CallMark: nothing,
    CallRoom: nothing,
    VoiceEntry: nothing,
    VoiceDeeds: nothing,
    useRoomOfCall: () => roomOfCall,
  };
  render(
    <UpdatesContext value={{ state, start() {}, async apply() {} }}>
      <CallSlotsContext value={slots}>
        <UpdateBanner />
      </CallSlotsContext>
    </UpdatesContext>,
  );
  return document.body.textContent ?? "";
}

it.each(["waiting", "replaced"] as const)("says before it is done that a call ends by it: %s", (state) => {
  expect(draw(signal<UpdateState>(state), null)).not.toContain("call");
  cleanup();
  expect(draw(signal<UpdateState>(state), "!a:x")).toContain("takes you out of the call; drafts are kept");
  expect(screen.getAllByRole("button").length).toBe(state === "waiting" ? 2 : 1);
});

it("can be put off, but not where another tab has gone on", () => {
  const state = signal<UpdateState>("waiting");
  draw(state, null);
  fireEvent.click(screen.getByRole("button", { name: "Later" }));
  expect(document.body.textContent).toBe("");
  act(() => {
    state.value = "replaced";
  });
  expect(screen.getByRole("button", { name: "Reload" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Later" })).toBeNull();
});
