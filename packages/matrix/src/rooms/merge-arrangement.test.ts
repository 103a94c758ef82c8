import { expect, it } from "vitest";
import type { Arrangement } from "../contract/upkeep.ts";
import { mergeArrangement, mergeOrder } from "./merge-arrangement.ts";

/** `"a b|Work: c d|Play:"`: channels above all, then categories whose ids are their names in small letters. */
function order(told: string): Arrangement[] {
  return told.split("|").map((part) => {
    const [, name = "", channels = ""] = /^(?:(\w+):)?(.*)$/u.exec(part) ?? [];
    return {
      id: name === "" ? null : name.toLowerCase(),
      name,
      channelIds: channels.trim().split(" ").filter(Boolean),
    };
  });
}
const told = (merged: readonly Arrangement[] | null): string | null =>
  merged?.map(({ name, channelIds }) => `${name === "" ? "" : `${name}:`}${channelIds.join(" ")}`).join("|") ?? null;
const merge = (before: string, next: string, now: string) =>
  told(mergeArrangement(order(before), order(next), order(now)));

it.each([
  // Nobody else did anything.
  ["a|Work:b c|Play:d", "a|Play:d|Work:b c", "a|Work:b c|Play:d", "a|Play:d|Work:b c"],
  // Another's new category stays, behind the one that it was put behind.
  ["|Work:a|Play:b", "|Play:b|Work:a", "|Work:a|New:|Play:b", "|Play:b|Work:a|New:"],
  ["|Work:a b", "|Work:b a", "|New:|Work:a b", "|New:|Work:b a"],
  // So does what they called one, the order that they gave the others, and a category that they took away is gone.
  ["|Work:a b|Play:", "|Work:b a|Play:", "|Play:|Work:a b", "|Play:|Work:b a"],
  ["|Work:a b|Play:c", "b|Work:a|Play:c", "a b c", "a b c"],
  // A channel that they moved stays there, unless I moved it too.
  ["a b|Work:c", "b a|Work:c", "a|Work:c b", "a|Work:c b"],
  ["a b|Work:c|Play:", "b|Work:c|Play:a", "b|Work:a c|Play:", "b|Work:c|Play:a"],
  // What I take away is gone; what they put into it stands above.
  ["a|Work:b", "a b", "|Work:a b|New:", "a b|New:"],
  // Taking it back brings it back, beside what came meanwhile.
  ["a b", "a|Work:b", "a b|New:", "a|Work:b|New:"],
  // A channel that is no more.
  ["a b c", "c a b", "a c", "c a"],
])("%s → %s, done to %s", (before, next, now, merged) => {
  expect(merge(before, next, now)).toBe(merged);
});

it("keeps another's name for a category unless it was given one here", () => {
  const renamed = (name: string) => order("|Work:a b").map((one) => (one.id === null ? one : { ...one, name }));
  const [before, next] = [order("|Work:a b"), order("|Work:b a")];
  expect(told(mergeArrangement(before, next, renamed("Deeds")))).toBe("|Deeds:b a");
  expect(told(mergeArrangement(before, renamed("Mine"), renamed("Deeds")))).toBe("|Mine:a b");
});

it("cannot be done to a category that is gone", () => {
  const gone = "a b";
  expect(merge("a b|Work:", "b|Work:a", gone)).toBeNull();
  expect(merge("|Work:a b", "|Work:b a", gone)).toBeNull();
  const renamed = order("a b|Work:").map((one) => (one.id === null ? one : { ...one, name: "Deeds" }));
  expect(mergeArrangement(order("a b|Work:"), renamed, order(gone))).toBeNull();
});

it("loses nothing of two who change an order at once, whatever they do", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const change = (list: readonly string[], fresh: string): string[] => {
    const changed = [...list];
    if (random(2) === 0) changed.splice(random(changed.length + 1), 0, fresh);
    const [moved] = changed.splice(random(changed.length), 1);
    if (moved !== undefined && random(3) > 0) changed.splice(random(changed.length + 1), 0, moved);
    return changed;
  };
  for (let run = 0; run < 2_000; run++) {
    const before = ["a", "b", "c", "d", "e"].slice(0, 1 + random(5));
    const [mine, theirs] = [change(before, "mine"), change(before, "theirs")];
    const merged = mergeOrder(before, mine, theirs);
    const kept = (id: string) => !before.includes(id) || (mine.includes(id) && theirs.includes(id));
    expect([...merged].sort()).toEqual([...new Set([...mine, ...theirs])].filter(kept).sort());
  }
});
