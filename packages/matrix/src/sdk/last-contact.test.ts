import { silentLog } from "@parley/kernel";
import { expect, it } from "vitest";
import type { Json } from "../storage/sealed-store.ts";
import { openContactLog } from "./last-contact.ts";

function rig(kept: Json = null) {
  const facts = { now: 1_000_000, kept, writes: 0 };
  const sealed = {
    get: async <T extends Json>() => facts.kept as T | null,
    async put(_name: string, value: Json) {
      facts.kept = value;
      facts.writes += 1;
    },
  };
  const clock = { now: () => facts.now, after: () => () => {} };
  return { facts, open: () => openContactLog(sealed, { clock, log: silentLog }) };
}

it("gives the next run the last contact of this one", async () => {
  const { facts, open } = rig();
  const first = await open();
  expect(first.before).toBeNull();
  first.heard();
  facts.now += 17_000;
  first.waiting();
  facts.now += 10_000;
  expect((await open()).before).toBe(1_000_000);
});

it("begins anew after a time in which no page waited", async () => {
  const { facts, open } = rig();
  (await open()).heard();
  facts.now += 61_000;
  expect((await open()).before).toBeNull();
});

it("writes seldom, but what is waited from at once", async () => {
  const { facts, open } = rig();
  const log = await open();
  log.heard();
  facts.now += 5_000;
  log.heard();
  expect(facts.writes).toBe(1);
  log.waiting();
  expect(facts.writes).toBe(2);
  expect(facts.kept).toEqual({ at: 1_005_000, seenAt: 1_005_000 });
  facts.now += 8_000;
  log.waiting();
  expect(facts.writes).toBe(2);
});

it.each([{ at: 2_000_000, seenAt: 1_000_000 }, { at: "x" }, [], 5])("makes nothing of %j", async (kept) => {
  expect((await rig(kept as Json).open()).before).toBeNull();
});
