import type { Arrangement, Category, SpaceSummary } from "@parley/matrix";
import { type RefObject, useEffect } from "react";
import { moveCategory, moveChannel, sameOrder } from "../model/arrange.ts";
import { type Dropped, useListDrag } from "./use-list-drag.ts";
import { useMoves } from "./use-moves.ts";

/** The categories in another order, their rooms as they are now. */
function arranged(categories: readonly Category[], order: readonly Arrangement[]): readonly Category[] {
  const rooms = new Map(categories.flatMap(({ channels }) => channels).map((room) => [room.id, room]));
  const joinable = new Map(categories.map((category) => [category.id, category.joinable]));
  return order.map(({ id, name, channelIds }) => ({
    id,
    name,
    channels: channelIds.flatMap((roomId) => rooms.get(roomId) ?? []),
    joinable: joinable.get(id) ?? [],
  }));
}

/** The order once something has been let go somewhere. */
function orderAfter(order: readonly Arrangement[], { dragged, aim }: Dropped): readonly Arrangement[] {
  const { categoryId, next } = aim;
  const behind = next?.edge === "after" ? 1 : 0;
  if (dragged.kind === "category") {
    return moveCategory(order, dragged.id, order.findIndex(({ id }) => id === next?.id) + behind);
  }
  const channelIds = order.find(({ id }) => id === categoryId)?.channelIds ?? [];
  const at = next === null ? channelIds.length : channelIds.indexOf(next.id) + behind;
  return moveChannel(order, dragged.id, { categoryId, at });
}

/** Rows and headings of a server's list, dragged where they stand. */
export function ListDragging({
  space,
  box,
  onMoved,
}: {
  readonly space: SpaceSummary;
  readonly box: RefObject<HTMLElement | null>;
  readonly onMoved: (categories: readonly Category[] | null) => void;
}) {
  const { order, draft, dropped } = useMoves(space, true);
  useEffect(
    () => onMoved(draft === null ? null : arranged(space.categories, draft)),
    [draft, space.categories, onMoved],
  );
  useEffect(() => () => onMoved(null), [onMoved]);
  const line = useListDrag(box, {
    changes: (where) => !sameOrder(orderAfter(order, where), order),
    drop: (where) => dropped(orderAfter(order, where), where.dragged),
  });
  if (line === null) return null;
  return (
    <span
      aria-hidden="true"
      style={{ top: line }}
      className="-translate-y-px pointer-events-none absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent forced:bg-canvas-text"
    />
  );
}
