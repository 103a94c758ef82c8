import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import {
  type ComponentProps,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useCallback,
  useImperativeHandle,
  useState,
} from "react";
import { type CallSlots, useCallSlots } from "../../../../shared/call-slots.ts";
import type { RoomPlace } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { RoomModel } from "../../model/room-model.ts";
import type { Row } from "../../model/rows.ts";
import { chatStrings } from "../../strings/index.ts";
import { useAnnouncement } from "./announcer.ts";
import { DayDivider, Gap, NewLine } from "./Dividers.tsx";
import { Edges } from "./Edges.tsx";
import { Locked } from "./Locked.tsx";
import { Message } from "./Message.tsx";
import { Notices } from "./Notices.tsx";
import { Start } from "./Start.tsx";
import { useRoving } from "./use-roving.ts";
import { useTimelineScroll } from "./use-timeline-scroll.ts";

/** Nobody jumps before the first paint; where it cannot be had one scrolls. */
const Jumps = lazy(() =>
  import("./Jumps.tsx").then(
    (found) => ({ default: found.Jumps }),
    () => ({ default: (): ReactNode => null }),
  ),
);

export interface TimelineHandle {
  toEnd(): void;
  /** Puts the focus on the last message. */
  focus(): void;
}

/** What was said in a room. Keyed by the room: another one is another timeline. */
export function Timeline({
  model,
  room,
  space,
  place,
  eventId,
  handle,
}: {
  readonly model: RoomModel;
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly place: RoomPlace;
  /** The message that the address names. */
  readonly eventId: string | undefined;
  readonly handle: Ref<TimelineHandle>;
}) {
  const t = useStrings(chatStrings);
  const rows = useSignal(model.rows);
  const scroll = useTimelineScroll(model);
  const { virtualizer } = scroll;
  const [flashed, setFlashed] = useState<string | null>(null);
  const roving = useRoving(model, scroll);
  const announcement = useAnnouncement(model);
  const fill = useCallback((key: string) => model.fillGap(key), [model]);

  useImperativeHandle(handle, () => ({ toEnd: scroll.toEnd, focus: roving.focusLast }));

  const shown = virtualizer.getVirtualItems();
  const empty = !rows.some(({ kind }) => kind === "message" || kind === "locked");
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroll.scroller}
        data-region="timeline"
        tabIndex={-1}
        onScroll={scroll.onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto overflow-x-hidden overscroll-contain [overflow-anchor:none]"
      >
        <Edges model={model} />
        {/* Announced by a region of its own: scrolling must not speak. */}
        <div
          role="log"
          aria-live="off"
          aria-label={t("messagesIn", { name: room.name })}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
          className="relative mt-auto w-full shrink-0"
          style={{ height: virtualizer.getTotalSize() }}
        >
          <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map((item) => {
              const row = rows[item.index];
              return (
                <div key={item.key} data-index={item.index} ref={virtualizer.measureElement} className="flow-root">
                  {row !== undefined &&
                    drawRow({
                      row,
                      room,
                      space,
                      empty,
                      active: row.key === roving.activeKey,
                      flashed: row.key === flashed,
                      onFill: fill,
                    })}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <div role="status" className="sr-only">
        {announcement}
      </div>
      <Suspense fallback={null}>
        <Jumps model={model} scroll={scroll} place={place} eventId={eventId} mark={setFlashed} />
      </Suspense>
    </div>
  );
}

function CallRow(call: ComponentProps<CallSlots["CallLine"]>) {
  const slots = useCallSlots();
  return slots === null ? null : <slots.CallLine {...call} />;
}

/** Not a component of its own: a change of room draws dozens of rows. */
function drawRow({
  row,
  room,
  space,
  empty,
  active,
  flashed,
  onFill,
}: {
  readonly row: Row;
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly empty: boolean;
  readonly active: boolean;
  readonly flashed: boolean;
  readonly onFill: (key: string) => void;
}) {
  switch (row.kind) {
    case "message":
      return <Message item={row.item} head={row.head} doubt={row.doubt} active={active} flashed={flashed} />;
    case "day":
      return <DayDivider ts={row.ts} unread={row.unread} />;
    case "new":
      return <NewLine />;
    case "notices":
      return <Notices items={row.items} kind={room.kind} />;
    case "call":
      return <CallRow item={row.item} room={room} />;
    case "locked":
      return <Locked items={row.items} reason={row.reason} />;
    case "gap":
      return <Gap item={row.item} onFill={onFill} />;
    default:
      return <Start room={room} space={space} empty={empty} />;
  }
}
