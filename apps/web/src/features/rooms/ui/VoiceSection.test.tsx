// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { CallRoles, MemberRole } from "@parley/matrix";
import { adminPermissions, buildMember, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ManagePage } from "./ManagePage.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

function draw({
  role = "admin",
  voice = true,
  callRoles = {},
}: {
  readonly role?: MemberRole;
  readonly voice?: boolean;
  readonly callRoles?: Partial<CallRoles>;
} = {}) {
  const session = buildSession({
    rooms: [
      buildRoom({
        id: "!a",
        name: "Studio",
        voice,
        callRoles,
        members: [buildMember({ userId: "@rosa:localhost", role })],
        permissions: role === "member" ? {} : adminPermissions,
      }),
    ],
  });
  renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
  return session;
}
const choose = async (right: string, role: string) => {
  fireEvent.click(screen.getByRole("combobox", { name: right }));
  const option = await screen.findByRole("option", { name: role }, { timeout: 10_000 });
  // As a pointer does: only what it is over can be chosen.
  fireEvent.pointerMove(option);
  fireEvent.mouseMove(option);
  fireEvent.pointerDown(option);
  fireEvent.mouseUp(option);
  fireEvent.click(option);
};

it("gives who may speak to a role", async () => {
  const session = draw();
  await choose("Speak", "Moderators and admins");
  await waitFor(() => expect(session.rooms.details("!a").value?.callRoles.speak).toBe("moderator"));
}, 20_000);

it("takes the last choice, also while the one before it is being written", async () => {
  const session = draw();
  const answers: (() => void)[] = [];
  const written = vi.spyOn(session.upkeep, "setCallRole").mockImplementation(async (_roomId, _right, role) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    expect(role).toBeTruthy();
  });
  await choose("Speak", "Moderators and admins");
  await choose("Speak", "Admins");
  expect(written).toHaveBeenCalledTimes(1);
  answers[0]?.();
  await waitFor(() => expect(written.mock.calls.map(([, , role]) => role)).toEqual(["moderator", "admin"]));
  answers[1]?.();
}, 20_000);

it("shows what stands when the homeserver refuses", async () => {
  const session = draw();
  session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
  await choose("Join the call", "Admins");
  await screen.findByRole("alert", {}, { timeout: 10_000 });
  expect(screen.getByRole("combobox", { name: "Join the call" }).textContent).toContain("Everyone");
}, 20_000);

it("is only read by whoever may not change roles, or has less than what is given", async () => {
  draw({ role: "member", callRoles: { speak: "admin" } });
  expect(await screen.findByText("Admins")).toBeTruthy();
  expect(screen.queryByRole("combobox", { name: "Speak" })).toBeNull();
  cleanup();
  draw({ role: "moderator", callRoles: { speak: "admin" } });
  expect(screen.queryByRole("combobox", { name: "Speak" })).toBeNull();
  fireEvent.click(screen.getByRole("combobox", { name: "Share a screen" }));
  await screen.findByRole("option", { name: "Moderators and admins" });
  expect(screen.queryByRole("option", { name: "Admins" })).toBeNull();
});

it("has its place in the settings of voice channels alone", () => {
  draw({ voice: false });
  expect(screen.queryByText("In the call")).toBeNull();
});
