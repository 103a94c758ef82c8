import { useContext, useEffect, useRef } from "react";
import { type RoomPlace, useNavigation } from "../../../../shared/navigation.ts";
import { EntryContext } from "../../../../shared/page-memory.ts";
import type { Position, RoomModel } from "../../model/room-model.ts";
import { rowOf } from "../../model/rows.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

/** Where the reader stood as an entry of the history was left; by its event too, for the window may have moved. */
interface Left {
  readonly position: Position;
  readonly eventId: string | null;
}

/** Of so many entries of a room that is known, the last that were left. */
const mostLeft = 50;
const leftIn = new WeakMap<RoomModel, Map<string, Left>>();

function keepLeft(model: RoomModel, entry: string): void {
  const { position } = model;
  const kept = leftIn.get(model) ?? new Map<string, Left>();
  leftIn.set(model, kept);
  const rows = model.rows.peek();
  const from = position.at === "row" ? rowOf(rows, position.key) : -1;
  const row = rows.find(({ kind }, at) => at >= from && kind === "message");
  const eventId = from !== -1 && row?.kind === "message" ? row.item.eventId : null;
  kept.delete(entry);
  kept.set(entry, { position, eventId });
  for (const oldest of kept.keys()) {
    if (kept.size > mostLeft) kept.delete(oldest);
  }
}

/** Rejects when what was read there cannot be had. */
async function comeBack(model: RoomModel, scroll: TimelineScroll, { position, eventId }: Left): Promise<void> {
  const { timeline } = model;
  if (position.at !== "row") {
    if (position.at === "first" || model.position.at === "end") return;
    if (timeline.newer.peek() !== "end") await timeline.jumpToLatest();
    scroll.toEnd();
  } else if (!scroll.stand(position) && eventId !== null) {
    await timeline.jumpTo(eventId);
    // The window is another one now: let it be drawn before it is scrolled.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    scroll.stand(position);
  }
}

export interface EntryParts {
  readonly model: RoomModel;
  readonly scroll: TimelineScroll;
  readonly place: RoomPlace;
  /** The message that the address names. */
  readonly eventId: string | undefined;
  readonly jumpTo: (eventId: string) => Promise<void>;
}

/**
 * Shows the message of an entry of the history that is come to first, and what was read where one comes back. Whoever
 * goes on to the end reads the room, not that message: the address says so.
 */
export function useEntry(parts: EntryParts, fail: (error: unknown) => void): void {
  const { model, eventId } = parts;
  const entry = useContext(EntryContext) ?? "";
  const navigation = useNavigation();
  const now = useRef({ parts, fail });
  now.current = { parts, fail };
  /** The message has been shown and the end is not in view. */
  const away = useRef(false);
  const arrived = useRef(false);

  useEffect(() => {
    let here = true;
    const { scroll, jumpTo } = now.current.parts;
    const left = leftIn.get(model)?.get(entry);
    const way =
      left !== undefined ? comeBack(model, scroll, left) : eventId !== undefined ? jumpTo(eventId) : Promise.resolve();
    // Not before: what draws the room anew while a message is being fetched would leave nothing to find it by.
    arrived.current = eventId === undefined;
    way
      .catch((error: unknown) => here && now.current.fail(error))
      .then(() => {
        arrived.current ||= here;
      });
    return () => {
      here = false;
      away.current = false;
      if (arrived.current) keepLeft(model, entry);
    };
  }, [model, entry, eventId]);

  const { atEnd } = parts.scroll;
  useEffect(() => {
    if (eventId === undefined || !arrived.current) return;
    if (!atEnd) away.current = true;
    else if (away.current) {
      away.current = false;
      navigation.go(now.current.parts.place, { replace: true });
    }
  });
}
