import type { Arrangement, Category } from "@parley/matrix";

/** The order of a server as it stands, to be changed. */
export function arrangementOf(categories: readonly Category[]): readonly Arrangement[] {
  return categories.map(({ id, name, channels }) => ({ id, name, channelIds: channels.map((channel) => channel.id) }));
}

/** Puts a channel before the one at `at` of a category; past the end is at the end. */
export function moveChannel(
  order: readonly Arrangement[],
  channelId: string,
  to: { readonly categoryId: string | null; readonly at: number },
): readonly Arrangement[] {
  return order.map((category) => {
    const before = category.channelIds.indexOf(channelId);
    const rest = category.channelIds.filter((id) => id !== channelId);
    if (category.id !== to.categoryId) return before === -1 ? category : { ...category, channelIds: rest };
    // The place is counted with the channel still in it.
    const at = before !== -1 && before < to.at ? to.at - 1 : to.at;
    return { ...category, channelIds: [...rest.slice(0, at), channelId, ...rest.slice(at)] };
  });
}

/** Where a channel stands. */
export function placeOf(
  order: readonly Arrangement[],
  channelId: string,
): { readonly categoryId: string | null; readonly at: number } | null {
  for (const { id, channelIds } of order) {
    const at = channelIds.indexOf(channelId);
    if (at !== -1) return { categoryId: id, at };
  }
  return null;
}

/** One step up or down, over the border of a category; null at the ends. */
export function stepChannel(
  order: readonly Arrangement[],
  channelId: string,
  step: -1 | 1,
): readonly Arrangement[] | null {
  const here = placeOf(order, channelId);
  if (here === null) return null;
  const index = order.findIndex(({ id }) => id === here.categoryId);
  const length = order[index]?.channelIds.length ?? 0;
  if (step === -1 && here.at > 0) return moveChannel(order, channelId, { ...here, at: here.at - 1 });
  if (step === 1 && here.at < length - 1) return moveChannel(order, channelId, { ...here, at: here.at + 2 });
  const next = order[index + step];
  if (next === undefined) return null;
  return moveChannel(order, channelId, { categoryId: next.id, at: step === -1 ? next.channelIds.length : 0 });
}

/** Puts a category before the one at `at`. The one without a name stays first. */
export function moveCategory(order: readonly Arrangement[], categoryId: string, at: number): readonly Arrangement[] {
  const moved = order.find(({ id }) => id === categoryId);
  if (moved === undefined) return order;
  const before = order.indexOf(moved);
  const rest = order.filter((category) => category !== moved);
  const place = Math.max(1, Math.min(rest.length, before < at ? at - 1 : at));
  return [...rest.slice(0, place), moved, ...rest.slice(place)];
}

/** Takes a category away; its channels stand above all others. */
export function withoutCategory(order: readonly Arrangement[], categoryId: string): readonly Arrangement[] {
  const gone = order.find(({ id }) => id === categoryId);
  if (gone === undefined) return order;
  return order
    .filter((category) => category !== gone)
    .map((category) =>
      category.id === null ? { ...category, channelIds: [...category.channelIds, ...gone.channelIds] } : category,
    );
}

export const sameOrder = (one: readonly Arrangement[], other: readonly Arrangement[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
