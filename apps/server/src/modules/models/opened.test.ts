import { systemClock } from "@parley/kernel";
import { expect, test } from "vitest";
import { createOpened } from "./opened.ts";

const asked = (apiKey: string) => ({
  kind: "compatible" as const,
  name: "far",
  baseUrl: "http://far.example/v1",
  apiKey,
});
const chosen = (apiKey: string, name = "far/small") => ({
  provider: "far",
  name,
  asked: asked(apiKey),
  settings: { name: "small" },
});
const local = {
  async *ask() {
    yield* [];
  },
};

test("a model is opened once for one key, and no more of it is kept than is asked for", async () => {
  const opened = createOpened({ fetch: async () => new Response(), local, clock: systemClock });
  const first = await opened.open(chosen("one"));
  expect(await opened.open(chosen("one"))).toBe(first);
  const second = await opened.open(chosen("two"));
  expect(second).not.toBe(first);
  expect(await opened.open(chosen("one"))).not.toBe(first);
  opened.forget("far");
  expect(await opened.open(chosen("two"))).not.toBe(second);
  const newest = await opened.open(chosen("two"));
  for (let n = 0; n < 63; n++) await opened.open(chosen("two", `far/${n}`));
  expect(await opened.open(chosen("two"))).toBe(newest);
  await opened.open(chosen("two", "far/more"));
  expect(await opened.open(chosen("two"))).not.toBe(newest);
});
