import { expect, test } from "vitest";
import { EarlyKeys } from "./early-keys.ts";

const key = (index: number) => ({ index, key: new Uint8Array(16) });

test("what came lately is given once, oldest first", () => {
  const early = new EarlyKeys();
  early.hold("bo", key(1), 0);
  early.hold("bo", key(2), 1000);
  expect(early.take("bo", 2000).map(({ index }) => index)).toEqual([1, 2]);
  expect(early.take("bo", 2000)).toEqual([]);
});

test("what nobody came for is not kept", () => {
  const early = new EarlyKeys();
  early.hold("bo", key(1), 0);
  early.hold("bo", key(2), 20_000);
  expect(early.take("bo", 40_000).map(({ index }) => index)).toEqual([2]);
});

test("a flood pushes out the oldest alone", () => {
  const early = new EarlyKeys();
  for (let n = 0; n < 1000; n++) early.hold(`flood-${n}`, key(0), n);
  for (let n = 0; n < 1000; n++) early.hold("bo", key(n % 256), 1000 + n);
  expect(early.take("flood-0", 2000)).toEqual([]);
  expect(early.take("flood-999", 2000)).toHaveLength(1);
  expect(early.take("bo", 2000)).toHaveLength(4);
});
