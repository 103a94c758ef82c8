// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { Provider } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { ModelsSettings } from "./ModelsSettings.tsx";

afterEach(cleanup);

const provider: Provider = {
  id: "acme",
  kind: "anthropic",
  name: "Acme",
  baseUrl: null,
  region: null,
  hasKey: true,
  models: [{ id: "small" }],
  updatedAt: 1,
};

async function open(answers: object, scopes = ["operator.admin"]) {
  const parley = createFakeParley();
  parley.answers = answers;
  await parley.signIn();
  const mine = parley.account.peek();
  parley.account.value = mine && { ...mine, scopes };
  parley.calls.length = 0;
  const { container } = renderInWorld(
    <ToastProvider>
      <ModelsSettings />
    </ToastProvider>,
    { parley },
  );
  return { parley, container };
}

it("says that there is no provider yet, leads to both ways, and makes the first model the default", async () => {
  let providers: Provider[] = [];
  const { parley } = await open({
    "providers.list": () => ({ providers, defaultModel: null }),
    "providers.put": () => {
      providers = [provider];
      return { provider };
    },
    "models.setDefault": ({ model }: { model: string }) => ({ defaultModel: model }),
  });
  expect(await screen.findByText("No provider yet")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Use a local model" })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Add a provider with a key" }));
  fireEvent.click(await screen.findByRole("button", { name: "Add provider" }));
  expect(await screen.findByText("This kind of provider needs a key.")).toBeTruthy();
  const key = screen.getByLabelText("Key");
  expect(key.getAttribute("type")).toBe("password");
  fireEvent.change(key, { target: { value: "sk-secret" } });
  fireEvent.change(screen.getByLabelText("Model 1"), { target: { value: "small" } });
  fireEvent.click(screen.getByRole("button", { name: "Add provider" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Add a provider" })).toBeNull());
  expect(parley.calls).toContainEqual({
    method: "providers.put",
    params: {
      id: "anthropic",
      kind: "anthropic",
      name: "Anthropic",
      baseUrl: null,
      region: null,
      apiKey: "sk-secret",
      models: [{ id: "small" }],
    },
  });
  expect(parley.calls).toContainEqual({ method: "models.setDefault", params: { model: "acme/small" } });
  expect(document.body.innerHTML).not.toContain("sk-secret");
});

it("tells how a test went, in words and with what the provider said", async () => {
  let answer: object = { ok: true, ms: 840, fault: null };
  await open({
    "providers.list": () => ({ providers: [provider], defaultModel: "acme/small" }),
    "providers.test": () => answer,
  });
  fireEvent.click(await screen.findByRole("button", { name: "Test small" }));
  expect(await screen.findByText("small answered in 0.8 sec.")).toBeTruthy();
  answer = { ok: false, ms: 12, fault: { kind: "auth", message: "401 from the far end" } };
  fireEvent.click(screen.getByRole("button", { name: "Test small" }));
  expect(await screen.findByText(/the provider refused the key/u)).toBeTruthy();
  expect(screen.getByText(/401 from the far end/u)).toBeTruthy();
});

it("asks before a provider goes, and keeps its page when the server is away", async () => {
  const { parley } = await open({
    "providers.list": () => ({ providers: [provider], defaultModel: null }),
    "providers.remove": () => {
      throw new AppError("UNREACHABLE", "away");
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Remove Acme" }));
  fireEvent.click(await screen.findByRole("button", { name: "Remove provider" }));
  await waitFor(() => expect(screen.getByRole("alertdialog").querySelector("[role=alert]")).toBeTruthy());
  parley.answers["providers.list"] = () => {
    throw new AppError("UNREACHABLE", "away");
  };
  parley.connection.value = "connecting";
  await screen.findByText(/from before/u);
  expect(screen.getByRole("article", { name: "Acme", hidden: true })).toBeTruthy();
});

it("shows members which models there are, and nothing of providers", async () => {
  const { parley } = await open({ "models.list": () => ({ models: [] }) }, ["operator.read"]);
  expect(await screen.findByText("No model yet")).toBeTruthy();
  expect(parley.calls.map(({ method }) => method)).not.toContain("providers.list");
});
