import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";

const state = (content: Record<string, unknown>, sender = "@ada:x") => ({ sender, stateKey: "", content });

test("without power levels only who made the room has power", () => {
  const facts = factsOf(["@ada:x"], [state({ room_version: "11" })], []);
  expect([facts.powerOf("@ada:x"), facts.powerOf("@bo:x")]).toEqual([100, 0]);
  expect(facts.kickLevel).toBe(50);
  expect(facts.levelOf("m.room.name")).toBeNull();
});

test("creators of rooms from version 12 on stand above every level, those of older ones do not", () => {
  const levels = [state({ users: { "@bo:x": 100 }, users_default: 5, kick: 60, events: { a: 7 } })];
  const made = (room_version: string) =>
    factsOf([], [state({ room_version, additional_creators: ["@cy:x", 4] })], levels);
  expect(made("12").powerOf("@ada:x")).toBe(Number.POSITIVE_INFINITY);
  expect(made("12").powerOf("@cy:x")).toBe(Number.POSITIVE_INFINITY);
  expect(made("11").powerOf("@ada:x")).toBe(5);
  expect(made("12").powerOf("@bo:x")).toBe(100);
  expect([made("12").kickLevel, made("12").levelOf("a")]).toEqual([60, 7]);
});

test("whatever somebody wrote into the event gives nobody power", () => {
  for (const users of [null, [], "100", { "@bo:x": {} }, { "@bo:x": Number.NaN }, { "@bo:x": "1e9" }]) {
    expect(factsOf([], [state({})], [state({ users, users_default: "x", events: 4 })]).powerOf("@bo:x")).toBe(0);
  }
  const odd = JSON.parse('{"users":{"__proto__":100,"@bo:x":"50"}}') as Record<string, unknown>;
  const facts = factsOf([], [], [state(odd)]);
  expect([facts.powerOf("@bo:x"), facts.powerOf("constructor"), facts.powerOf("toString")]).toEqual([50, 0, 0]);
});
