// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { type CallSlots, CallSlotsContext } from "../../shared/call-slots.ts";
import type { UpdateState } from "../boot/updates.ts";
import { UpdatesContext } from "../updates-context.ts";
import { UpdateBanner } from "./UpdateBanner.tsx";

afterEach(cleanup);

const nothing = () => null;

function draw(state: UpdateState, roomOfCall: string | null) {
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
    <UpdatesContext value={{ state: signal(state), start() {}, async apply() {} }}>
      <CallSlotsContext value={slots}>
        <UpdateBanner />
      </CallSlotsContext>
    </UpdatesContext>,
  );
  return document.body.textContent ?? "";
}

it.each(["waiting", "replaced"] as const)("says before it is done that a call ends by it: %s", (state) => {
  expect(draw(state, null)).not.toContain("call");
  cleanup();
  expect(draw(state, "!a:x")).toContain("takes you out of the call; drafts are kept");
  expect(screen.getByRole("button")).toBeTruthy();
});
