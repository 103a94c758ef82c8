import { createScope } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { keepLead } from "./keep-lead.ts";

function tab(kept = new Map<string, string>()) {
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { kept, memory };
}
const elsewhere = { state: "elsewhere", since: 0 } as const;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

it("takes the client up again after a reload, when another tab has got it meanwhile", async () => {
  const { kept, memory } = tab();
  const first = createScope();
  keepLead(buildSession(), memory, first);
  first.end();
  const again = buildSession();
  again.connection.value = elsewhere;
  const takeOver = vi.spyOn(again, "takeOver");
  keepLead(again, memory, createScope());
  await turn();
  expect(takeOver).toHaveBeenCalledOnce();
  expect(kept.size).toBe(1);
});

it("leaves it to the tab that a person chose, also after a reload", async () => {
  const { memory } = tab();
  const session = buildSession();
  const first = createScope();
  keepLead(session, memory, first);
  session.connection.value = elsewhere;
  first.end();
  const again = buildSession();
  again.connection.value = elsewhere;
  const takeOver = vi.spyOn(again, "takeOver");
  keepLead(again, memory, createScope());
  await turn();
  expect(takeOver).not.toHaveBeenCalled();
});

it("asks for nothing in a new tab", async () => {
  const session = buildSession();
  session.connection.value = elsewhere;
  const takeOver = vi.spyOn(session, "takeOver");
  keepLead(session, tab().memory, createScope());
  await turn();
  expect(takeOver).not.toHaveBeenCalled();
});
