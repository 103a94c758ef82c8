// @vitest-environment jsdom
import type { EncryptionState } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { SignOutDialog } from "./SignOutDialog.tsx";

afterEach(cleanup);

function draw(state: EncryptionState, recoveryKey: () => Promise<string | null>) {
  const session = buildSession({});
  session.encryptionState.value = state;
  session.encryption.recoveryKey = recoveryKey;
  renderInWorld(<SignOutDialog onClose={() => {}} />, { session });
}
const isOpen = (name: string) => screen.getByRole("button", { name }).getAttribute("aria-disabled") !== "true";

it.each<EncryptionState>([{ state: "checking" }, { state: "restoring", done: 0, total: null }])(
  "warns of an unsaved recovery key while encryption is $state",
  async (state) => {
    draw(state, async () => "EsTT key");
    await screen.findByRole("button", { name: "Save the key first" });
    expect(isOpen("Sign out")).toBe(true);
  },
);

it("says nothing of a key that is kept elsewhere", async () => {
  draw({ state: "checking" }, async () => null);
  await waitFor(() => expect(isOpen("Sign out")).toBe(true));
  expect(screen.queryByRole("button", { name: "Save the key first" })).toBeNull();
});

it.each([
  ["cannot be read", () => Promise.reject(new Error("store lost"))],
  ["nobody answers for", () => new Promise<never>(() => {})],
])("takes a key for unsaved that %s, and offers the way out only then", async (_, recoveryKey) => {
  draw({ state: "checking" }, recoveryKey);
  expect(isOpen("Sign out")).toBe(false);
  await screen.findByRole("button", { name: "Save the key first" }, { timeout: 3000 });
  expect(isOpen("Sign out")).toBe(true);
});
