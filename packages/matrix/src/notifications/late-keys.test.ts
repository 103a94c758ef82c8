import { expect, it } from "vitest";
import { LateKeys } from "./late-keys.ts";

it("gives back what it remembers once, and only while it is news", () => {
  const keys = new LateKeys();
  keys.remember("$1", { roomId: "!a", until: 10, told: true });
  keys.remember("$2", { roomId: "!a", until: 10, told: false });
  expect(keys.take("$1", 10)).toMatchObject({ told: true });
  expect(keys.take("$1", 10)).toBeNull();
  expect(keys.take("$2", 11)).toBeNull();
});

it("forgets the oldest, and for one room's sake none of another", () => {
  const keys = new LateKeys();
  const fill = (roomId: string, count: number): void => {
    for (let at = 0; at < count; at += 1) keys.remember(`${roomId} ${at}`, { roomId, until: 10, told: false });
  };
  keys.remember("$first", { roomId: "!quiet", until: 10, told: false });
  fill("!loud", 1000);
  expect(keys.take("!loud 899", 0)).toBeNull();
  expect(keys.take("!loud 900", 0)).not.toBeNull();
  for (const room of ["!b", "!c", "!d"]) fill(room, 100);
  keys.remember("!loud 1000", { roomId: "!loud", until: 10, told: false });
  expect(keys.take("$first", 0)).not.toBeNull();
  fill("!e", 100);
  fill("!f", 100);
  expect(keys.take("!loud 999", 0)).toBeNull();
  expect(keys.take("!b 99", 0)).not.toBeNull();
});
