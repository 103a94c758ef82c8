// @vitest-environment jsdom
import type { AgentConfig } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { AgentDialog } from "./AgentDialog.tsx";

afterEach(cleanup);

const scout: AgentConfig = {
  id: "scout",
  name: "Scout",
  emoji: null,
  avatar: null,
  model: null,
  instructions: "",
  tools: { type: "all" },
  fallbacks: [],
  asks: [],
  exec: false,
  budget: { dollarsPerMonth: 1.375, tokensPerDay: 9 },
  owner: "@rosa:localhost",
  shared: false,
  updatedAt: 1,
};

it("never takes a budget for another one than was typed", async () => {
  const parley = createFakeParley();
  parley.answers = { "models.list": () => ({ models: [] }), "agents.update": () => ({ ok: true }) };
  await parley.signIn();
  let saved = 0;
  renderInWorld(
    <ToastProvider>
      <AgentDialog agent={scout} onClose={() => {}} onSaved={() => saved++} />
    </ToastProvider>,
    { parley },
  );
  const day = await screen.findByLabelText("$ a day");
  expect(screen.getByLabelText("$ a month")).toHaveProperty("value", "1.3750");
  const changes = () => parley.calls.filter(({ method }) => method === "agents.update");
  for (const text of ["1,000", "1.000", "1e3", "12.34.56"]) {
    fireEvent.change(day, { target: { value: text } });
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    expect(await screen.findByText(/Write an amount above 0 without signs/u), text).toBeTruthy();
  }
  expect(changes()).toEqual([]);
  fireEvent.change(day, { target: { value: "1.000,50" } });
  fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(saved).toBe(1));
  const budget = { dollarsPerDay: 1000.5, dollarsPerMonth: 1.375, tokensPerDay: 9 };
  expect(changes()).toMatchObject([{ params: { agentId: "scout", budget } }]);
});
