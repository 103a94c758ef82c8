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
  reset: { mode: "manual" },
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

it("has conversations begin anew at an hour, and keeps a pause that a program set beside it", async () => {
  const parley = createFakeParley();
  parley.answers = { "models.list": () => ({ models: [] }), "agents.update": () => ({ ok: true }) };
  await parley.signIn();
  const save = async (reset: AgentConfig["reset"], choose: () => void) => {
    renderInWorld(
      <ToastProvider>
        <AgentDialog agent={{ ...scout, reset }} onClose={() => {}} onSaved={() => {}} />
      </ToastProvider>,
      { parley },
    );
    await screen.findByText("Conversations begin anew");
    choose();
    const before = parley.calls.length;
    fireEvent.click(screen.getByRole("button", { name: "Save changes" }));
    await waitFor(() => expect(parley.calls.length).toBeGreaterThan(before));
    cleanup();
    return parley.calls.at(-1)?.params;
  };
  const every = { mode: "daily", atHour: 6, idleMinutes: 90 } as const;
  expect(await save(every, () => {})).toMatchObject({ reset: every });
  const pick = (name: string) => () =>
    fireEvent.click(screen.getByRole("radio", { name: new RegExp(`^${name}`, "u") }));
  expect(await save(every, pick("After a pause"))).toMatchObject({ reset: { mode: "idle", idleMinutes: 240 } });
  expect(await save({ mode: "manual" }, pick("Every day"))).toMatchObject({ reset: { mode: "daily", atHour: 4 } });
  expect(await save(every, pick("Only when"))).toMatchObject({ reset: { mode: "manual" } });
  const odd = { mode: "idle", idleMinutes: 45 } as const;
  const shown = () =>
    expect(screen.getByRole("combobox", { name: "How long nothing was said" }).textContent).toBe("45 minutes");
  expect(await save(odd, shown)).toMatchObject({ reset: odd });
});
