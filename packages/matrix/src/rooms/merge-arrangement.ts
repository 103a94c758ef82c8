import type { Arrangement } from "../contract/upkeep.ts";

/** Puts each of `more` that is missing behind the one before it in `order`; at the front where none of those is there. */
function insert(list: readonly string[], more: readonly string[], order: readonly string[]): string[] {
  const merged = [...list];
  for (const id of more) {
    if (merged.includes(id)) continue;
    const before = order.slice(0, order.indexOf(id)).findLast((other) => merged.includes(other));
    merged.splice(before === undefined ? 0 : merged.indexOf(before) + 1, 0, id);
  }
  return merged;
}

/** Whether those that stand in both stand in another order. */
const isReordered = (before: readonly string[], next: readonly string[]): boolean =>
  before.filter((id) => next.includes(id)).join("\n") !== next.filter((id) => before.includes(id)).join("\n");

/** What stands now, with what was changed from `before` to `next`: others' new ones stay, and those that they took are gone. */
export function mergeOrder(before: readonly string[], next: readonly string[], now: readonly string[]): string[] {
  const stays = (id: string): boolean => now.includes(id) || !before.includes(id);
  const theirs = now.filter((id) => next.includes(id) || !before.includes(id));
  const mine = next.filter(stays);
  const there = (id: string): boolean => now.includes(id);
  return isReordered(before.filter(there), next.filter(there)) ? insert(mine, theirs, now) : insert(theirs, mine, next);
}

/** Where each channel stands, by category. */
const placesIn = (order: readonly Arrangement[]): ReadonlyMap<string, string | null> =>
  new Map(order.flatMap(({ id, channelIds }) => channelIds.map((channelId) => [channelId, id] as const)));
const named = (order: readonly Arrangement[]): ReadonlyMap<string, Arrangement> =>
  new Map(order.flatMap((category) => (category.id === null ? [] : [[category.id, category] as const])));
const channelsOf = (order: readonly Arrangement[], id: string | null): readonly string[] =>
  order.find((category) => category.id === id)?.channelIds ?? [];

/**
 * What a person changed from `before` to `next`, done to what stands now. Null: a category that they renamed, or
 * within which they moved something, is no more. Of channels only those of `next` are looked at.
 */
export function mergeArrangement(
  before: readonly Arrangement[],
  next: readonly Arrangement[],
  now: readonly Arrangement[],
): Arrangement[] | null {
  const [was, wanted, standing] = [named(before), named(next), named(now)];
  const ids = mergeOrder([...was.keys()], [...wanted.keys()], [...standing.keys()]);
  const [placed, put, stands] = [placesIn(before), placesIn(next), placesIn(now)];
  for (const [id, { name, channelIds }] of wanted) {
    const then = was.get(id);
    if (ids.includes(id) || then === undefined) continue;
    if (name !== then.name || isReordered(then.channelIds, channelIds)) return null;
  }
  /** Null: where it was put is gone. */
  const placeOf = (channelId: string): { readonly id: string | null } | null => {
    const to = put.get(channelId) ?? null;
    const moved = !placed.has(channelId) || placed.get(channelId) !== to;
    if (moved) return to === null || ids.includes(to) ? { id: to } : null;
    const id = stands.get(channelId) ?? null;
    return { id: id !== null && ids.includes(id) ? id : null };
  };
  const places = new Map<string, string | null>();
  for (const channelId of put.keys()) {
    const place = placeOf(channelId);
    if (place === null) return null;
    if (stands.has(channelId)) places.set(channelId, place.id);
  }
  return [null, ...ids].map((id) => {
    const list = mergeOrder(channelsOf(before, id), channelsOf(next, id), channelsOf(now, id));
    const channelIds = list.filter((channelId) => places.get(channelId) === id && places.has(channelId));
    const late = [...places].flatMap(([channelId, place]) => (place === id ? [channelId] : []));
    const mine = wanted.get(id ?? "");
    const renamed = mine !== undefined && mine.name !== was.get(mine.id ?? "")?.name;
    const name = renamed ? mine.name : (standing.get(id ?? "")?.name ?? mine?.name ?? "");
    return { id, name, channelIds: insert(channelIds, late, late) };
  });
}
