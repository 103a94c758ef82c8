// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { InviteDialog } from "./InviteDialog.tsx";

afterEach(cleanup);

async function make(url: string) {
  const parley = createFakeParley();
  parley.answers = { "invites.create": () => ({ url }) };
  renderInWorld(<InviteDialog space={{ id: "!atelier", name: "Atelier" }} onClose={() => {}} />, { parley });
  fireEvent.click(screen.getByRole("button", { name: "Create link" }));
  await screen.findByDisplayValue(url);
}
const warning = () => screen.queryByText(/works only in browsers on this machine/u);

it("says of a link to this machine that it lets nobody in from elsewhere", async () => {
  await make("http://localhost:8420/invite#abc");
  expect(warning()).toBeTruthy();
});

it("says nothing of the kind of one that others can open", async () => {
  await make("https://chat.example.org/invite#abc");
  expect(warning()).toBeNull();
});
