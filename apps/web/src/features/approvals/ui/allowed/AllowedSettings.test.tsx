// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { ParamsOf, ResultOf } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { AllowedSettings } from "./AllowedSettings.tsx";

afterEach(cleanup);

type File = ResultOf<"exec.approvals.get">["file"];
const npm = { id: "grt_1", pattern: "/usr/bin/npm", lastUsedAt: 1, lastUsedCommand: "npm test" };
const search = { id: "grt_2", pattern: "mcp:library__search" };

async function open(file: () => File, set: (params: ParamsOf<"exec.approvals.set">) => void = () => {}) {
  const parley = createFakeParley();
  const shown = () => ({ path: "(database)", exists: true, hash: JSON.stringify(file()), file: file() });
  parley.answers = {
    "exec.approvals.get": shown,
    "exec.approvals.set": (params: ParamsOf<"exec.approvals.set">) => {
      set(params);
      return shown();
    },
    "agents.list": () => ({ agents: [{ id: "scout", name: "Scout" }] }),
  };
  await parley.signIn();
  renderInWorld(
    <ToastProvider>
      <AllowedSettings />
    </ToastProvider>,
    { parley },
  );
}

it("shows by agent what is allowed, and takes one away while the rest stays, also what came meanwhile", async () => {
  let file: File = { version: 1, agents: { scout: { allowlist: [npm, search] } } };
  await open(
    () => file,
    (params) => {
      expect(params.baseHash).toBe(JSON.stringify(file));
      file = params.file;
    },
  );
  await screen.findByRole("heading", { name: "Scout" });
  expect(screen.getByText(/for npm test/)).toBeTruthy();
  // Another answer said *always* since.
  file = { version: 1, agents: { ...file.agents, gardener: { allowlist: [{ id: "grt_3", pattern: "mcp:rain" }] } } };
  fireEvent.click(screen.getByRole("button", { name: "Ask again before library__search" }));
  await screen.findByText("Asks again from now on: library__search");
  await waitFor(() => expect(screen.queryByText("library__search")).toBeNull());
  expect(file.agents).toEqual({
    scout: { allowlist: [npm] },
    gardener: { allowlist: [{ id: "grt_3", pattern: "mcp:rain" }] },
  });
  // An agent that is gone is called by its id.
  await screen.findByRole("heading", { name: "gardener" });
  expect(document.activeElement?.textContent).toContain("Always allow");
});

it("says where nothing is allowed, and keeps what could not be taken away", async () => {
  let file: File = { version: 1 };
  let fails = true;
  await open(
    () => file,
    () => {
      if (fails) throw new AppError("CONFLICT", "changed");
      file = { version: 1, agents: { scout: { allowlist: [] } } };
    },
  );
  await screen.findByText("Nothing is allowed for always");
  cleanup();

  file = { version: 1, agents: { scout: { allowlist: [npm] } } };
  await open(
    () => file,
    (params) => {
      if (fails) throw new AppError("CONFLICT", "changed");
      file = params.file;
    },
  );
  fireEvent.click(await screen.findByRole("button", { name: "Ask again before /usr/bin/npm" }));
  await screen.findByRole("alert");
  expect(screen.getByText("/usr/bin/npm")).toBeTruthy();
  fails = false;
  fireEvent.click(screen.getByRole("button", { name: "Ask again before /usr/bin/npm" }));
  await screen.findByText("Nothing is allowed for always");
});
