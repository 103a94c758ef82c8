// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { AccessToken, PairedDevice, PendingDevice } from "@parley/protocol";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { ProgramsSettings } from "./ProgramsSettings.tsx";

afterEach(cleanup);

const member = ["operator.read", "operator.write", "operator.pairing", "operator.approvals"];
const token = (id: string, name: string, part: Partial<AccessToken> = {}): AccessToken => ({
  id,
  name,
  owner: "@rosa:localhost",
  scopes: ["operator.read"],
  createdAt: 1,
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...part,
});
const pending = (requestId: string, part: Partial<PendingDevice> = {}): PendingDevice => ({
  requestId,
  deviceId: "d1",
  publicKey: "x",
  displayName: "Terminal",
  role: "operator",
  scopes: ["operator.read", "operator.write"],
  isRepair: false,
  ts: Date.now(),
  ...part,
});
const paired: PairedDevice = {
  deviceId: "d2",
  publicKey: "x",
  displayName: "Laptop",
  role: "operator",
  roles: ["operator"],
  scopes: ["operator.read"],
  createdAtMs: 1,
  approvedAtMs: 1,
  tokens: [],
};

async function open(answers: object, scopes: readonly string[] = member) {
  const parley = createFakeParley();
  parley.answers = {
    "tokens.list": () => ({ tokens: [] }),
    "device.pair.list": () => ({ pending: [], paired: [] }),
    ...answers,
  };
  await parley.signIn();
  const mine = parley.account.peek();
  parley.account.value = mine && { ...mine, scopes };
  parley.calls.length = 0;
  renderInWorld(
    <ToastProvider>
      <ProgramsSettings />
    </ToastProvider>,
    { parley },
  );
  return parley;
}

it("makes a token with the rights that were chosen, and shows it once", async () => {
  let tokens: AccessToken[] = [token("tok_0", "over", { revokedAt: 2 })];
  const parley = await open({
    "tokens.list": () => ({ tokens }),
    "tokens.create": () => {
      tokens = [token("tok_1", "robot")];
      return { token: "prl_secret", accessToken: tokens[0] };
    },
  });
  expect(await screen.findByText("There is no access token.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Create token" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Create an access token" }));
  // Nobody gives more than they hold.
  expect(dialog.queryByLabelText(/administer/u)).toBeNull();
  expect(dialog.queryByLabelText(/ask models/u)).toBeNull();
  fireEvent.click(dialog.getByRole("button", { name: "Create token" }));
  expect(await dialog.findByText("Give it a name.")).toBeTruthy();
  fireEvent.change(dialog.getByLabelText("Name"), { target: { value: " robot " } });
  fireEvent.click(dialog.getByLabelText("change what is yours"));
  fireEvent.click(dialog.getByLabelText("answer approvals"));
  expect(dialog.getByRole("radio", { name: "30 days" })).toHaveProperty("checked", true);
  fireEvent.click(dialog.getByRole("radio", { name: "90 days" }));
  fireEvent.click(dialog.getByRole("button", { name: "Create token" }));
  const made = await screen.findByRole("dialog", { name: "Copy the token now" });
  expect(within(made).getByLabelText("Token")).toHaveProperty("value", "prl_secret");
  const params = { name: "robot", scopes: ["operator.read", "operator.approvals"], expiresInMs: 90 * 86_400_000 };
  expect(parley.calls).toContainEqual({ method: "tokens.create", params });
  fireEvent.click(within(made).getAllByRole("button", { name: "Close" }).at(-1) ?? made);
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Copy the token now" })).toBeNull());
  expect(await screen.findByText("robot")).toBeTruthy();
  expect(document.body.innerHTML).not.toContain("prl_secret");
});

it("says until when a token opens, and leaves out what is over", async () => {
  const soon = Date.now() + 3 * 86_400_000;
  const tokens = [
    token("tok_1", "robot", { expiresAt: soon }),
    token("tok_2", "old", { expiresAt: Date.now() - 120_000 }),
  ];
  await open({ "tokens.list": () => ({ tokens }) });
  const [day] = new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(soon).split(",");
  expect((await screen.findByText(/opens until/u)).textContent).toContain(day);
  expect(screen.queryByText("old")).toBeNull();
});

it("asks before a token ends, and says why it did not", async () => {
  let refuses = true;
  let tokens = [token("tok_1", "robot"), token("tok_2", "other", { owner: "@mira:localhost" })];
  await open({
    "tokens.list": () => ({ tokens }),
    "tokens.revoke": () => {
      if (refuses) throw new AppError("UNREACHABLE", "away");
      tokens = [];
      return {};
    },
  });
  expect(await screen.findByText("of @mira:localhost")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Revoke robot" }));
  fireEvent.click(await screen.findByRole("button", { name: "Revoke token" }));
  await waitFor(() => expect(screen.getByRole("alertdialog").querySelector("[role=alert]")).toBeTruthy());
  refuses = false;
  fireEvent.click(screen.getByRole("button", { name: "Revoke token" }));
  expect(await screen.findByText("There is no access token.")).toBeTruthy();
});

it("shows who waits as soon as they ask, lets in what one may oneself, and refuses", async () => {
  let waiting: PendingDevice[] = [];
  const parley = await open({
    "device.pair.list": () => ({ pending: waiting, paired: [paired] }),
    "device.pair.approve": () => {
      waiting = waiting.slice(1);
      return {};
    },
    "device.pair.reject": () => {
      waiting = [];
      return {};
    },
  });
  expect(await screen.findByText("Laptop")).toBeTruthy();
  expect(screen.queryByText("Waiting to be let in")).toBeNull();
  waiting = [
    pending("one"),
    pending("two", { displayName: "Greedy", scopes: ["operator.admin"], isRepair: true }),
    pending("old", { displayName: "Late", ts: Date.now() - 6 * 60_000 }),
  ];
  act(() => parley.emit("device.pair.requested", pending("one")));
  const card = within(await screen.findByRole("article", { name: "Terminal" }));
  expect(card.getByText(/It asks to be let in, and to read what you may see and change what is yours\./u)).toBeTruthy();
  const greedy = within(screen.getByRole("article", { name: "Greedy" }));
  expect(greedy.queryByRole("button", { name: /Let in/u })).toBeNull();
  expect(greedy.getByText(/you cannot let it in/u)).toBeTruthy();
  expect(screen.queryByRole("article", { name: "Late" })).toBeNull();
  fireEvent.click(card.getByRole("button", { name: "Let in Terminal" }));
  await waitFor(() => expect(screen.queryByRole("article", { name: "Terminal" })).toBeNull());
  fireEvent.click(greedy.getByRole("button", { name: "Refuse Greedy" }));
  await waitFor(() => expect(screen.queryByText("Waiting to be let in")).toBeNull());
  expect(parley.calls).toContainEqual({ method: "device.pair.approve", params: { requestId: "one" } });
  expect(parley.calls).toContainEqual({ method: "device.pair.reject", params: { requestId: "two" } });
});

it("removes a device after a yes, and asks nothing of devices without the right to", async () => {
  const parley = await open({
    "device.pair.list": () => ({ pending: [], paired: [paired] }),
    "device.pair.remove": () => ({ deviceId: "d2" }),
  });
  fireEvent.click(await screen.findByRole("button", { name: "Remove Laptop" }));
  fireEvent.click(await screen.findByRole("button", { name: "Remove device" }));
  await waitFor(() =>
    expect(parley.calls).toContainEqual({ method: "device.pair.remove", params: { deviceId: "d2" } }),
  );
  cleanup();
  const other = await open({}, ["operator.read", "operator.write"]);
  expect(await screen.findByText("There is no access token.")).toBeTruthy();
  expect(screen.queryByText("Paired devices")).toBeNull();
  expect(other.calls.map(({ method }) => method)).not.toContain("device.pair.list");
});
