// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { RecoveryPage } from "./RecoveryPage.tsx";

afterEach(cleanup);
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const key = "EsTa bcde fghi jklm nopq rstu vwxy zABC DEFG HIJK LMNO PQRS";

describe("the recovery page", () => {
  it("shows the key, and forgets it here only when it is saved", async () => {
    const space = buildSpace();
    const session = buildSession({ spaces: [space] });
    session.encryptionState.value = { state: "ready", recoveryKeySaved: false };
    session.encryption.recoveryKey = async () => key;
    const confirm = vi.spyOn(session.encryption, "confirmRecoveryKeySaved");
    const { went } = renderInWorld(<RecoveryPage />, { session });
    const shown = await screen.findByTestId("recovery-key");
    expect(shown.textContent?.trim()).toBe(key);
    expect(confirm).not.toHaveBeenCalled();
    press("I saved it");
    await waitFor(() => expect(went).toEqual([{ at: "space", spaceId: space.id }]));
    expect(confirm).toHaveBeenCalledOnce();
  });
  it("leads who is new to the first channel on a phone, with the list one Back away", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
    try {
      const space = buildSpace();
      const rooms = [buildRoom({ id: "!general:localhost", spaceId: space.id, name: "general" })];
      const session = buildSession({ spaces: [space], rooms });
      session.encryptionState.value = { state: "ready", recoveryKeySaved: false };
      session.encryption.recoveryKey = async () => key;
      const { went } = renderInWorld(<RecoveryPage />, { session });
      await screen.findByTestId("recovery-key");
      press("I saved it");
      const list = { at: "space", spaceId: space.id };
      await waitFor(() => expect(went).toEqual([list, { ...list, roomId: "!general:localhost" }]));
    } finally {
      vi.unstubAllGlobals();
    }
  });
  it("lets one go on without saving, and says what that risks", async () => {
    const session = buildSession();
    session.encryptionState.value = { state: "ready", recoveryKeySaved: false };
    session.encryption.recoveryKey = async () => key;
    const { went } = renderInWorld(<RecoveryPage />, { session });
    expect(await screen.findByText(/cannot be read by anyone/)).toBeTruthy();
    press("Save it later");
    expect(went).toEqual([{ at: "chats" }]);
  });
  it("says that a key is the wrong one, and takes the right one", async () => {
    const session = buildSession();
    session.encryptionState.value = { state: "needs-recovery" };
    const right = session.encryption.restore;
    session.encryption.restore = async () => {
      throw new AppError("MATRIX_RECOVERY_KEY_WRONG", "bad MAC");
    };
    renderInWorld(<RecoveryPage />, { session });
    press("Unlock messages");
    expect(screen.getByText("Enter the recovery key.")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("Recovery key"), { target: { value: key } });
    press("Unlock messages");
    expect(await screen.findByText(/not the recovery key of this account/)).toBeTruthy();
    session.encryption.restore = right;
    press("Unlock messages");
    expect(await screen.findByText("Your messages are unlocked")).toBeTruthy();
  });
  it("promises nothing while it is not known what the keys need", () => {
    const session = buildSession();
    session.encryptionState.value = { state: "checking" };
    renderInWorld(<RecoveryPage />, { session });
    expect(screen.getByRole("heading", { name: "Your recovery key" })).toBeTruthy();
    expect(screen.queryByText(/Save/u)).toBeNull();
  });
  it("is no password field: password managers must not take the key", () => {
    const session = buildSession();
    session.encryptionState.value = { state: "needs-recovery" };
    renderInWorld(<RecoveryPage />, { session });
    expect(screen.getByLabelText("Recovery key").tagName).toBe("TEXTAREA");
  });
  it("says what goes and what stays before new keys are made", async () => {
    const session = buildSession();
    session.encryptionState.value = { state: "broken", missing: ["backup-key", "cross-signing"] };
    const reset = vi.spyOn(session.encryption, "reset");
    renderInWorld(<RecoveryPage />, { session });
    expect(screen.getByText(/the key of the backup and identity keys/)).toBeTruthy();
    press("Make new keys");
    expect(reset).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText("Your password"), { target: { value: "secret words" } });
    press("Make new keys");
    await waitFor(() => expect(reset).toHaveBeenCalledWith("secret words"));
  });
});
