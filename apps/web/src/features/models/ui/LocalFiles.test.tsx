// @vitest-environment jsdom
import type { Provider, ResultOf } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { ModelsSettings } from "./ModelsSettings.tsx";

afterEach(cleanup);

type Listed = ResultOf<"localModels.list">;
const listed: Listed = {
  folder: "/data/models",
  files: [{ name: "tiny.gguf", bytes: 98_000_000 }],
  engine: { state: "none", model: null, message: null },
  downloads: [],
};

async function open(state: { listed: Listed; providers: Provider[] }) {
  const parley = createFakeParley();
  parley.answers = {
    "localModels.list": () => state.listed,
    "localModels.download": () => ({ download: state.listed.downloads[0] }),
    "localModels.stop": ({ name }: { name: string }) => ({ name }),
    "providers.list": () => ({ providers: state.providers, defaultModel: null }),
    "providers.put": (params: object) => {
      state.providers = [{ ...params, hasKey: false, updatedAt: 1 } as Provider];
      return { provider: state.providers[0] };
    },
    "models.setDefault": ({ model }: { model: string }) => ({ defaultModel: model }),
  };
  await parley.signIn();
  const mine = parley.account.peek();
  parley.account.value = mine && { ...mine, scopes: ["operator.admin"] };
  renderInWorld(
    <ToastProvider>
      <ModelsSettings />
    </ToastProvider>,
    { parley },
  );
  return parley;
}

it("a file on the server is chosen, without a key or an address, and what runs of it is said", async () => {
  const state = { listed, providers: [] as Provider[] };
  const parley = await open(state);
  fireEvent.click(await screen.findByRole("button", { name: "Use a local model" }));
  const file = await screen.findByRole("checkbox", { name: "tiny.gguf" });
  expect(screen.queryByLabelText("Key")).toBeNull();
  expect(screen.queryByLabelText("Address")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Add provider" }));
  expect(await screen.findByText("Choose at least one file.")).toBeTruthy();
  fireEvent.click(file);
  fireEvent.click(screen.getByRole("button", { name: "Add provider" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Add a provider" })).toBeNull());
  const [put] = parley.calls.filter(({ method }) => method === "providers.put");
  expect(put?.params).toEqual({
    id: "local",
    kind: "local",
    name: "Local",
    baseUrl: null,
    region: null,
    models: [{ id: "tiny.gguf" }],
  });
  expect(await screen.findByText(/Not in memory/u)).toBeTruthy();
});

it("a download needs an address and a checksum, shows how far it is, and is stopped", async () => {
  const state = { listed: { ...listed, files: [] } as Listed, providers: [] };
  const parley = await open(state);
  fireEvent.click(await screen.findByRole("button", { name: "Use a local model" }));
  expect(await screen.findByText(/There is no file of a model yet/u)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Download" }));
  expect(await screen.findByText(/A checksum has 64 digits/u)).toBeTruthy();
  expect(screen.getByText(/no address that ends in \.gguf/u)).toBeTruthy();
  const sha256 = "0a".repeat(32);
  fireEvent.change(screen.getByLabelText("Address of the file"), { target: { value: "https://m.example/a.gguf" } });
  fireEvent.change(screen.getByLabelText("SHA-256"), { target: { value: sha256.toUpperCase() } });
  state.listed = {
    ...listed,
    downloads: [{ name: "a.gguf", state: "going", received: 42e6, bytes: 98e6, message: null }],
  };
  fireEvent.click(screen.getByRole("button", { name: "Download" }));
  expect(await screen.findByText("42 MB of 98 MB")).toBeTruthy();
  expect(parley.calls).toContainEqual({
    method: "localModels.download",
    params: { url: "https://m.example/a.gguf", sha256 },
  });
  state.listed = {
    ...listed,
    downloads: [{ name: "a.gguf", state: "stopped", received: 42e6, bytes: 98e6, message: null }],
  };
  fireEvent.click(screen.getByRole("button", { name: "Stop the download of a.gguf" }));
  expect(await screen.findByText(/goes on where it was/u)).toBeTruthy();
});
