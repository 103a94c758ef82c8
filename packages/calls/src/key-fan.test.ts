import type { MediaKey } from "@parley/matrix";
import { expect, test } from "vitest";
import { KeyFan } from "./key-fan.ts";

const key = (index: number): MediaKey => ({ index, key: new Uint8Array([index]) });
const sink = () => {
  const used: string[] = [];
  return { used, use: (identity: string, { index }: MediaKey) => void used.push(`${identity} ${index}`) };
};

test("every connection gets every key, one that comes later those that are still in use, each once and in order", () => {
  const fan = new KeyFan();
  const [first, second] = [sink(), sink()];
  const end = fan.add(first);
  for (const index of [0, 1, 2, 3, 4, 4]) fan.use("@bo", key(index));
  fan.use("@cy", key(9));
  fan.add(second);
  expect(first.used).toEqual(["@bo 0", "@bo 1", "@bo 2", "@bo 3", "@bo 4", "@bo 4", "@cy 9"]);
  expect(second.used).toEqual(["@bo 1", "@bo 2", "@bo 3", "@bo 4", "@cy 9"]);
  end();
  fan.use("@cy", key(10));
  expect([first.used.length, second.used.at(-1)]).toEqual([7, "@cy 10"]);
});
