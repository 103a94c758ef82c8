import type { Arrangement, SpaceSummary } from "@parley/matrix";
import { useStrings } from "../../../shared/use-strings.ts";
import { moveCategory, moveChannel, placeOf, stepChannel } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";
import { useArrangement } from "./use-arrangement.ts";
import type { Dragged } from "./use-dragging.ts";

/** Moving channels and categories of a server; each move says where it led. `tells`: see `useArrangement`. */
export function useMoves(space: SpaceSummary, tells = false) {
  const t = useStrings(strings);
  const arrangement = useArrangement(space, tells);
  const { order, change } = arrangement;
  const nameOf = (id: string | null): string => order.find((category) => category.id === id)?.name || t("noCategory");
  const channelName = (id: string): string =>
    space.categories.flatMap(({ channels }) => channels).find((channel) => channel.id === id)?.name ?? "";
  const moved = (next: readonly Arrangement[] | null, channelId: string): void => {
    const to = next === null ? null : placeOf(next, channelId);
    if (next === null || to === null) return;
    const words = { name: channelName(channelId), n: to.at + 1 };
    const loose = to.categoryId === null;
    change(next, loose ? t("movedLoose", words) : t("moved", { ...words, category: nameOf(to.categoryId) }));
  };
  const movedCategory = (next: readonly Arrangement[], categoryId: string): void =>
    change(next, t("categoryMoved", { name: nameOf(categoryId), n: next.findIndex(({ id }) => id === categoryId) }));
  /** Dragged in sight: where it stands is seen. */
  const dropped = (next: readonly Arrangement[], { kind, id }: Dragged): void =>
    change(next, t("dropped", { name: kind === "channel" ? channelName(id) : nameOf(id) }));
  return {
    ...arrangement,
    nameOf,
    moved,
    movedCategory,
    dropped,
    put: (channelId: string, to: { readonly categoryId: string | null; readonly at: number }) =>
      moved(moveChannel(order, channelId, to), channelId),
    step: (channelId: string, step: -1 | 1) => moved(stepChannel(order, channelId, step), channelId),
    /** The place is counted with the category still in its old one. */
    putCategory: (categoryId: string, at: number) => movedCategory(moveCategory(order, categoryId, at), categoryId),
  };
}
