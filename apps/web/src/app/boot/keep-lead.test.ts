import { createScope } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { keepLead, wasReloaded } from "./keep-lead.ts";

function tab(kept = new Map<string, string>()) {
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { kept, memory, fresh: { memory, reloaded: false } };
}
const elsewhere = { state: "elsewhere", since: 0 } as const;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

it("takes the client up again after a reload, when another tab has got it meanwhile", async () => {
  const { kept, memory, fresh } = tab();
  const first = createScope();
  keepLead(buildSession(), fresh, first);
  first.end();
  const again = buildSession();
  again.connection.value = elsewhere;
  const takeOver = vi.spyOn(again, "takeOver");
  keepLead(again, { memory, reloaded: true }, createScope());
  await turn();
  expect(takeOver).toHaveBeenCalledOnce();
  expect(kept.size).toBe(1);
});

it("leaves it to the tab that a person chose, also after a reload", async () => {
  const { memory, fresh } = tab();
  const session = buildSession();
  const first = createScope();
  keepLead(session, fresh, first);
  session.connection.value = elsewhere;
  first.end();
  const again = buildSession();
  again.connection.value = elsewhere;
  const takeOver = vi.spyOn(again, "takeOver");
  keepLead(again, { memory, reloaded: true }, createScope());
  await turn();
  expect(takeOver).not.toHaveBeenCalled();
});

it("forgets who was here when they sign out", () => {
  const { kept, fresh } = tab();
  const session = buildSession();
  keepLead(session, fresh, createScope());
  expect(kept.size).toBe(1);
  session.connection.value = { state: "signed-out", since: 0, soft: false };
  expect(kept.size).toBe(0);
});

it("asks for nothing in a new tab", async () => {
  const session = buildSession();
  session.connection.value = elsewhere;
  const takeOver = vi.spyOn(session, "takeOver");
  keepLead(session, tab().fresh, createScope());
  await turn();
  expect(takeOver).not.toHaveBeenCalled();
});

it("leaves the client to the tab that was duplicated, and to whoever got it after one was closed and opened again", async () => {
  const original = tab();
  keepLead(buildSession(), original.fresh, createScope());
  const copy = buildSession();
  copy.connection.value = elsewhere;
  const takeOver = vi.spyOn(copy, "takeOver");
  keepLead(copy, tab(new Map(original.kept)).fresh, createScope());
  await turn();
  expect(takeOver).not.toHaveBeenCalled();
});

it.each([
  [[{ type: "reload" }], true],
  [[{ type: "navigate" }], false],
  [[{ type: "back_forward" }], false],
  [[], false],
])("takes %j for a reload: %s", (entries, expected) => {
  expect(wasReloaded({ getEntriesByType: (type) => (type === "navigation" ? entries : []) })).toBe(expected);
});
