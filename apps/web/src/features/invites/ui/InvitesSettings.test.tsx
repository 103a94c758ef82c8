// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { InvitesSettings } from "./InvitesSettings.tsx";

afterEach(cleanup);

const invite = {
  id: "one",
  spaceId: "!a",
  spaceName: "Atelier",
  state: "open",
  uses: 0,
  maxUses: 10,
  expiresAt: null,
  createdAt: 0,
  createdBy: "@rosa:localhost",
  ending: "vXw9",
};

async function open(revoke: () => unknown) {
  const parley = createFakeParley();
  parley.answers = { "invites.list": () => ({ invites: [invite] }), "invites.revoke": revoke };
  await parley.signIn([] as never);
  parley.calls.length = 0;
  renderInWorld(<InvitesSettings />, { parley, session: buildSession({ spaces: [buildSpace({ canInvite: true })] }) });
  fireEvent.click(await screen.findByRole("button", { name: "Withdraw" }));
  const revoked = () => parley.calls.filter(({ method }) => method === "invites.revoke").length;
  return { revoked };
}

it("asks before a link is withdrawn, and keeps it unless told so", async () => {
  const { revoked } = await open(() => ({ invite: { ...invite, state: "revoked" } }));
  // Which of several alike it is.
  expect(screen.getByText("vXw9")).toBeTruthy();
  const question = screen.getByRole("alertdialog", { name: "Withdraw the link to Atelier?" });
  expect(question.textContent).toContain("The link that ends in vXw9.");
  fireEvent.click(screen.getByRole("button", { name: "Keep link" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(revoked()).toBe(0);
  fireEvent.click(screen.getByRole("button", { name: "Withdraw" }));
  fireEvent.click(screen.getByRole("button", { name: "Withdraw link" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(revoked()).toBe(1);
  expect(screen.queryByRole("button", { name: "Withdraw" })).toBeNull();
});

it("says in the question that it could not be done", async () => {
  await open(() => {
    throw new AppError("UNAVAILABLE", "not now");
  });
  fireEvent.click(screen.getByRole("button", { name: "Withdraw link" }));
  const dialog = await screen.findByRole("alertdialog");
  await waitFor(() => expect(dialog.querySelector("[role=alert]")).toBeTruthy());
});

it("shows a link as soon as it is made, and says nothing of those of others", async () => {
  const parley = createFakeParley();
  let invites: unknown[] = [];
  parley.answers = {
    "invites.list": () => ({ invites }),
    "invites.create": () => {
      invites = [invite];
      return { url: "https://parley.example/invite/x" };
    },
  };
  await parley.signIn([] as never);
  const session = buildSession({ spaces: [buildSpace({ canInvite: true })] });
  renderInWorld(
    <>
      <InvitesSettings />
      <InviteDialog space={{ id: "!a", name: "Atelier" }} onClose={() => {}} />
    </>,
    { parley, session },
  );
  expect(await screen.findByText("You have no invitations yet")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Create link" }));
  expect(await screen.findByText("To Atelier")).toBeTruthy();
});
