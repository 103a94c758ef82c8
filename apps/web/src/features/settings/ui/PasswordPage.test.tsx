// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { PasswordPage } from "./PasswordPage.tsx";

afterEach(cleanup);

it("says at the field that the current password is wrong, and that nothing was changed", async () => {
  const session = buildSession();
  session.own.changePassword = async () => {
    throw new AppError("MATRIX_WRONG_PASSWORD", "Invalid password");
  };
  renderInWorld(
    <ToastProvider>
      <PasswordPage />
    </ToastProvider>,
    { session },
  );
  const current = screen.getByLabelText("Current password");
  fireEvent.change(current, { target: { value: "not this one" } });
  fireEvent.change(screen.getByLabelText("New password"), { target: { value: "a long new one" } });
  fireEvent.click(screen.getByRole("button", { name: "Change password" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toBe("This is not your current password. Nothing was changed.");
  expect(current.getAttribute("aria-describedby")).toBe(alert.id);
  fireEvent.change(current, { target: { value: "this one" } });
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});
