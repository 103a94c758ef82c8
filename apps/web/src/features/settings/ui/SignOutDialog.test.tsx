// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { EncryptionState } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { type CallSlots, CallSlotsContext } from "../../../shared/call-slots.ts";
import { createFakeMatrix, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { SignOutDialog } from "./SignOutDialog.tsx";

afterEach(cleanup);

type OnlyHere = Awaited<ReturnType<ReturnType<typeof createFakeMatrix>["onlyHere"]>>;

/** A session whose client may not answer: another tab may have it, or it may still come up. */
function draw(state: EncryptionState, onlyHere: () => Promise<OnlyHere>, signOut = async () => {}) {
  const session = buildSession({});
  session.encryptionState.value = state;
  session.encryption.recoveryKey = () => Promise.reject(new Error("not in this tab"));
  return renderInWorld(<SignOutDialog onClose={() => {}} />, {
    session,
    matrix: createFakeMatrix({ onlyHere }),
    signOut,
  });
}
const isOpen = (name: string) => screen.getByRole("button", { name }).getAttribute("aria-disabled") !== "true";

it.each<EncryptionState>([{ state: "checking" }, { state: "restoring", done: 0, total: null }])(
  "warns of an unsaved recovery key while encryption is $state",
  async (state) => {
    draw(state, async () => ({ unsent: 0, drafts: 0, recoveryKey: true }));
    await screen.findByRole("button", { name: "Save the key first" });
    expect(isOpen("Sign out")).toBe(true);
  },
);

it("says nothing of a key that is kept elsewhere", async () => {
  draw({ state: "checking" }, async () => ({ unsent: 0, drafts: 0, recoveryKey: false }));
  await waitFor(() => expect(isOpen("Sign out")).toBe(true));
  expect(screen.queryByRole("button", { name: "Save the key first" })).toBeNull();
});

it.each([
  ["cannot be read", () => Promise.reject(new Error("store lost"))],
  ["nobody answers for", () => new Promise<never>(() => {})],
])(
  "takes a key for unsaved that %s, does not call the queue empty, and offers the way out only then",
  async (_, onlyHere) => {
    draw({ state: "checking" }, onlyHere);
    expect(isOpen("Sign out")).toBe(false);
    await screen.findByRole("button", { name: "Save the key first" }, { timeout: 3000 });
    screen.getByText(/does not say whether anything still waits/);
    expect(isOpen("Sign out")).toBe(true);
  },
);

it("says to whoever is in a call that it ends", async () => {
  const slots = { useRoomOfCall: () => "!call:localhost" } as CallSlots;
  renderInWorld(
    <CallSlotsContext value={slots}>
      <SignOutDialog onClose={() => {}} />
    </CallSlotsContext>,
    { session: buildSession({}), matrix: createFakeMatrix({}) },
  );
  expect(await screen.findByText("You are in a call. It ends for you as you sign out.")).toBeTruthy();
});

it("says how many messages and drafts are lost, whichever tab runs the client", async () => {
  draw({ state: "checking" }, async () => ({ unsent: 2, drafts: 1, recoveryKey: false }));
  await screen.findByText("2 messages have not been sent yet and will be lost.");
  screen.getByText("In 1 room you have begun a message. It will be lost.");
  expect(screen.queryByText(/does not say/)).toBeNull();
});

it("stays, and says so, when this browser still keeps something", async () => {
  const signOut = vi.fn(async () => {}).mockRejectedValueOnce(new AppError("MATRIX_STORE_FULL", "no"));
  const world = draw({ state: "checking" }, async () => ({ unsent: 0, drafts: 0, recoveryKey: false }), signOut);
  await waitFor(() => expect(isOpen("Sign out")).toBe(true));
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  await screen.findByText(/could not remove everything/);
  expect(world.went).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  await waitFor(() => expect(world.went).toEqual([{ at: "sign-in" }]));
});

it("comes through the feature's door as it is: what fetches it makes it lazy, and cannot do so twice", async () => {
  expect((await import("../index.ts")).SignOutDialog).toBe(SignOutDialog);
});
