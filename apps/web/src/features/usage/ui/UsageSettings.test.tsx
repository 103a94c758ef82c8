// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { UsageSettings } from "./UsageSettings.tsx";

afterEach(cleanup);

const sums = (totalTokens: number, totalCost: number, missingCostEntries = 0) => ({
  input: totalTokens,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens,
  totalCost,
  missingCostEntries,
  calls: totalTokens > 0 ? 3 : 0,
  estimated: 0,
});
const cost = (totals: ReturnType<typeof sums>): ResultOf<"usage.cost"> => ({
  updatedAt: Date.UTC(2026, 0, 5),
  days: 30,
  daily: totals.calls === 0 ? [] : [{ date: "2026-01-04", ...totals }],
  totals,
  byAgent: totals.calls === 0 ? [] : [{ agentId: "scout", ...totals }],
  byModel: totals.calls === 0 ? [] : [{ model: "acme/small", ...totals }],
  byPerson: [],
});
const limits = (part: Partial<ResultOf<"usage.limits">> = {}): ResultOf<"usage.limits"> => ({
  userId: "@rosa:localhost",
  limits: {},
  own: false,
  standard: {},
  periods: [
    { period: "day", tokens: { used: 0, limit: null }, dollars: { used: 0, limit: null }, resetsAt: 1 },
    { period: "month", tokens: { used: 0, limit: null }, dollars: { used: 0, limit: null }, resetsAt: 1 },
  ],
  ...part,
});

async function open(answers: object, scopes = ["operator.read", "operator.admin"]) {
  const parley = createFakeParley();
  parley.answers = {
    "usage.limits": () => limits(),
    "agents.list": () => ({ agents: [{ id: "scout", name: "Scout" }] }),
    "accounts.list": () => ({ accounts: [{ userId: "@mira:localhost", role: "member", createdAt: 1 }], next: null }),
    ...answers,
  };
  await parley.signIn();
  const mine = parley.account.peek();
  parley.account.value = mine && { ...mine, scopes };
  parley.calls.length = 0;
  renderInWorld(
    <ToastProvider>
      <UsageSettings />
    </ToastProvider>,
    { parley },
  );
  return parley;
}

it("says that nothing was used yet, and what will stand here", async () => {
  await open({ "usage.cost": () => cost(sums(0, 0)) });
  expect(await screen.findByText("Nothing was used yet")).toBeTruthy();
  expect(screen.getAllByText("$0.00, no limit")).toHaveLength(2);
  expect(screen.queryByRole("meter")).toBeNull();
});

it("shows what was used by whom, what is left, and that a price is unknown", async () => {
  await open({
    "usage.cost": () => cost(sums(1500, 0, 2)),
    "usage.limits": () =>
      limits({
        limits: { dollarsPerDay: 2, tokensPerDay: 1000 },
        own: true,
        periods: [
          { period: "day", tokens: { used: 1500, limit: 1000 }, dollars: { used: 0.5, limit: 2 }, resetsAt: 1 },
        ],
      }),
  });
  expect((await screen.findAllByText("Scout")).length).toBe(1);
  expect(screen.getByText("acme/small")).toBeTruthy();
  expect(screen.getAllByText(/1,500 tokens · price unknown/u)).toHaveLength(2);
  expect(screen.getByText(/2 calls went to models without a price/u)).toBeTruthy();
  expect(screen.getByRole("meter", { name: "Today, Money" })).toHaveProperty("value", 25);
  expect(screen.getByRole("meter", { name: "Today, Tokens" })).toHaveProperty("value", 100);
  expect(screen.getByText(/\$1\.50 left/u)).toBeTruthy();
  expect(screen.getByText("Used up: agents stop for you until then.")).toBeTruthy();
  expect(screen.getByRole("img").getAttribute("aria-label")).toContain("Most on Jan 4: 1,500 tokens");
});

it("leaves the last choice standing when an earlier answer comes late", async () => {
  const late = Promise.withResolvers<ResultOf<"usage.cost">>();
  await open({
    "usage.cost": ({ everyone }: { everyone?: boolean }) => (everyone ? cost(sums(7, 1)) : late.promise),
  });
  late.resolve(cost(sums(5, 1)));
  fireEvent.click(await screen.findByRole("radio", { name: "Everyone" }));
  expect((await screen.findAllByText(/^7 tokens/u)).length).toBeGreaterThan(0);
});

it("lets admins bound a person, and give them everybody's limits again", async () => {
  let own = { dollarsPerDay: 3 };
  const parley = await open({
    "usage.cost": () => cost(sums(0, 0)),
    "usage.limits": ({ userId }: { userId?: string }) =>
      userId === undefined ? limits({ standard: { dollarsPerMonth: 5 } }) : limits({ limits: own, own: true }),
    "usage.setLimits": ({ limits: said }: { limits: typeof own }) => {
      own = said;
      return { ok: true };
    },
  });
  expect(await screen.findByText("Who has no limits of their own: $5.00 a month")).toBeTruthy();
  fireEvent.click(await screen.findByRole("button", { name: "Change limits of @mira:localhost" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Limits of @mira:localhost" }));
  const day = await dialog.findByLabelText("$ a day");
  expect(day).toHaveProperty("value", "3");
  fireEvent.change(day, { target: { value: "1,000" } });
  fireEvent.click(dialog.getByRole("button", { name: "Save limits" }));
  expect(parley.calls.map(({ method }) => method)).not.toContain("usage.setLimits");
  fireEvent.change(day, { target: { value: "2,5" } });
  fireEvent.click(dialog.getByRole("button", { name: "Save limits" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Limits of @mira:localhost" })).toBeNull());
  const params = { userId: "@mira:localhost", limits: { dollarsPerDay: 2.5 } };
  expect(parley.calls).toContainEqual({ method: "usage.setLimits", params });
  fireEvent.click(screen.getByRole("button", { name: "Change limits of @mira:localhost" }));
  fireEvent.click(await screen.findByRole("button", { name: "Use everybody's" }));
  await waitFor(() =>
    expect(parley.calls).toContainEqual({
      method: "usage.setLimits",
      params: { userId: "@mira:localhost", limits: null },
    }),
  );
});

it("shows members their own, and keeps it when the server is away", async () => {
  const parley = await open({ "usage.cost": () => cost(sums(1500, 0.2)) }, ["operator.read"]);
  expect(await screen.findByText("Scout")).toBeTruthy();
  expect(screen.queryByText("Everyone")).toBeNull();
  expect(screen.queryByText("Limits")).toBeNull();
  expect(parley.calls.map(({ method }) => method)).not.toContain("accounts.list");
  parley.answers["usage.cost"] = () => {
    throw new AppError("UNREACHABLE", "away");
  };
  parley.connection.value = parley.connection.peek() === "open" ? "connecting" : "open";
  expect(await screen.findByText(/from before/u)).toBeTruthy();
  expect(screen.getByText("Scout")).toBeTruthy();
});
