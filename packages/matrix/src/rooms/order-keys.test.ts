import { describe, expect, it } from "vitest";
import { keyBetween, newKeys } from "./order-keys.ts";

/** Numbers that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const sorted = (ids: readonly string[], keys: ReadonlyMap<string, string | null>) =>
  [...ids].sort((a, b) => ((keys.get(a) ?? "\u{10ffff}") < (keys.get(b) ?? "\u{10ffff}") ? -1 : 1));

describe("a key between two others", () => {
  it("lies between them, whatever they are, or is not there", () => {
    const next = numbers(7);
    const key = () =>
      Array.from({ length: 1 + Math.floor(next() * 4) }, () =>
        String.fromCharCode([0x20, 0x21, 0x50, 0x7d, 0x7e][Math.floor(next() * 5)] ?? 0x50),
      ).join("");
    let found = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const [a, b] = [key(), key()].sort();
      if (a === undefined || b === undefined || a === b) continue;
      for (const [low, high] of [
        [a, b],
        [null, b],
        [a, null],
      ] as const) {
        const between = keyBetween(low, high);
        if (between === null) continue;
        found += 1;
        if (low !== null) expect(between > low).toBe(true);
        if (high !== null) expect(between < high).toBe(true);
        expect(between).toMatch(/^[\x20-\x7e]{1,50}$/u);
      }
    }
    expect(found).toBeGreaterThan(10_000);
  });

  it("is there for many steps at the same place", () => {
    let low = keyBetween(null, null);
    const high = keyBetween(low, null);
    for (let step = 0; step < 100; step++) {
      low = keyBetween(low, high);
      expect(low).not.toBeNull();
    }
  });
});

describe("keys for an order", () => {
  it("put any order in place, and change one key for one that moved", () => {
    const next = numbers(3);
    let ids = Array.from({ length: 30 }, (_, at) => `!${at}`);
    const keys = new Map<string, string | null>();
    for (let turn = 0; turn < 400; turn++) {
      const from = Math.floor(next() * ids.length);
      const to = Math.floor(next() * ids.length);
      const moved = ids[from] ?? "";
      ids = ids.filter((id) => id !== moved);
      ids.splice(to, 0, moved);
      const changed = newKeys(ids, keys);
      for (const [id, key] of changed) keys.set(id, key);
      expect(sorted(ids, keys)).toEqual(ids);
      if (turn > 0 && changed.size > 1) expect(changed.size).toBe(ids.length);
    }
  });

  it("are all made where none are there, or where foreign ones leave no room", () => {
    expect(newKeys(["a", "b"], new Map()).size).toBe(2);
    const crowded = new Map([
      ["a", "!"],
      ["b", "! "],
    ]);
    const changed = newKeys(["a", "c", "b"], crowded);
    const after = new Map([...crowded, ...changed]);
    expect(sorted(["a", "b", "c"], after)).toEqual(["a", "c", "b"]);
  });
});
