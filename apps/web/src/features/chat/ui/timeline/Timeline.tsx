import type { RoomSummary } from "@parley/matrix";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Skeleton, useCalmWait } from "../../../../ui/Skeleton.tsx";
import type { RoomModel } from "../../model/room-model.ts";
import type { Row } from "../../model/rows.ts";
import { chatStrings } from "../../strings/index.ts";
import { useAnnouncement } from "./announcer.ts";
import { DayDivider, Gap, NewLine } from "./Dividers.tsx";
import { Message } from "./Message.tsx";
import { Notices } from "./Notices.tsx";
import { Start } from "./Start.tsx";
import { type TimelineScroll, useTimelineScroll } from "./use-timeline-scroll.ts";

/** How long a message that was jumped to stays marked. */
const flashMs = 1_600;

export interface TimelineHandle {
  /** Shows an event, fetching it when it is not in the window. Rejects when it cannot be had. */
  jumpTo(eventId: string): Promise<void>;
  toEnd(): void;
  /** Puts the focus on the last message. */
  focus(): void;
}

/** What was said in a room. Keyed by the room: another one is another timeline. */
export function Timeline({
  model,
  room,
  spaceName,
  handle,
}: {
  readonly model: RoomModel;
  readonly room: RoomSummary;
  readonly spaceName: string | null;
  readonly handle: React.Ref<TimelineHandle>;
}) {
  const t = useStrings(chatStrings);
  const rows = useSignal(model.rows);
  const scroll = useTimelineScroll(model);
  const { virtualizer } = scroll;
  const [flashed, setFlashed] = useState<string | null>(null);
  const roving = useRoving(model, scroll);
  const announcement = useAnnouncement(model);
  const jumpTo = useJump(model, scroll, setFlashed);
  const fill = useCallback((key: string) => void model.timeline.fillGap(key), [model]);

  useImperativeHandle(handle, () => ({ jumpTo, toEnd: scroll.toEnd, focus: roving.focusLast }));

  const shown = virtualizer.getVirtualItems();
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroll.scroller}
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
                  {row !== undefined && (
                    <RowView
                      row={row}
                      room={room}
                      spaceName={spaceName}
                      active={row.key === roving.activeKey}
                      flashed={row.key === flashed}
                      onFill={fill}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <div role="status" className="sr-only">
        {announcement}
      </div>
      <Jumps model={model} scroll={scroll} jumpTo={jumpTo} />
    </div>
  );
}

function RowView({
  row,
  room,
  spaceName,
  active,
  flashed,
  onFill,
}: {
  readonly row: Row;
  readonly room: RoomSummary;
  readonly spaceName: string | null;
  readonly active: boolean;
  readonly flashed: boolean;
  readonly onFill: (key: string) => void;
}) {
  switch (row.kind) {
    case "message":
      return <Message item={row.item} head={row.head} active={active} flashed={flashed} />;
    case "day":
      return <DayDivider ts={row.ts} unread={row.unread} />;
    case "new":
      return <NewLine />;
    case "notices":
      return <Notices items={row.items} />;
    case "gap":
      return <Gap item={row.item} onFill={onFill} />;
    default:
      return <Start room={room} spaceName={spaceName} />;
  }
}

/** Loading and failing at the upper edge, over the strip that is kept for it; the first look at an empty window. */
function Edges({ model }: { readonly model: RoomModel }) {
  const t = useStrings(chatStrings);
  const older = useSignal(model.timeline.older);
  const newer = useSignal(model.timeline.newer);
  const rows = useSignal(model.rows);
  const waiting = useCalmWait(older === "loading");
  if (rows.length === 0 && waiting) return <TimelineSkeleton />;
  const failed = older === "failed" ? "olderFailed" : newer === "failed" ? "newerFailed" : null;
  if (failed !== null) {
    const retry = () => void (older === "failed" ? model.timeline.loadOlder() : model.timeline.loadNewer());
    return (
      <div className="sticky top-0 z-10 flex justify-center">
        <div
          role="alert"
          className="absolute top-2 flex items-center gap-2 rounded-full bg-float py-1 pr-1 pl-4 text-13 shadow-float"
        >
          {t(failed)}
          <button
            type="button"
            onClick={retry}
            className="h-7 rounded-full px-3 font-medium text-accent hover:bg-float-hover touch:h-11"
          >
            {t("retry")}
          </button>
        </div>
      </div>
    );
  }
  if (!waiting) return null;
  return (
    <div className="sticky top-0 z-10 flex justify-center">
      <div role="status" className="absolute top-2 rounded-full bg-float px-4 py-1 text-13 text-ink-2 shadow-float">
        {t("loadingOlder")}
      </div>
    </div>
  );
}

/** The shape of messages, for a first look that takes longer than 300 ms. */
export function TimelineSkeleton() {
  const t = useStrings(chatStrings);
  return (
    <div role="status" className="flex flex-1 flex-col justify-end gap-6 p-4">
      <span className="sr-only">{t("opening")}</span>
      {["w-2/5", "w-3/5", "w-1/3", "w-1/2"].map((width) => (
        <div key={width} className="flex gap-3">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-3.5 w-30" />
            <Skeleton className={cx("h-3.5", width)} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** The ways to what is new above, and to the end. */
function Jumps({
  model,
  scroll,
  jumpTo,
}: {
  readonly model: RoomModel;
  readonly scroll: TimelineScroll;
  readonly jumpTo: (eventId: string) => Promise<void>;
}) {
  const t = useStrings(chatStrings);
  const missed = useSignal(model.missed);
  const newer = useSignal(model.timeline.newer);
  const unreadAbove = useSignal(model.unreadAbove);
  const readUpTo = useSignal(model.timeline.readUpTo);
  const pill =
    "absolute left-1/2 flex h-8 -translate-x-1/2 items-center gap-2 rounded-full bg-float px-4 font-medium text-13 text-ink shadow-float hover:bg-float-hover touch:h-11 forced:border";
  return (
    <>
      {unreadAbove && readUpTo !== null && (
        <button
          type="button"
          className={cx(pill, "top-2")}
          onClick={() => void jumpTo(readUpTo).catch(() => model.markRead())}
        >
          <ArrowUp aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {t("jumpToUnread")}
        </button>
      )}
      {!scroll.atEnd && (
        <button
          type="button"
          className={cx(pill, "bottom-2")}
          onClick={() => {
            if (newer === "end") scroll.toEnd();
            else void model.timeline.jumpToLatest().then(scroll.toEnd);
          }}
        >
          <ArrowDown aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {missed > 0 ? t("newCount", { n: missed }) : t("jumpToLatest")}
        </button>
      )}
    </>
  );
}

/** Shows an event in the middle and marks it for a moment. */
function useJump(model: RoomModel, scroll: TimelineScroll, mark: (key: string | null) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return async (eventId: string): Promise<void> => {
    const find = () =>
      model.timeline.items.peek().find((item) => item.type !== "gap" && item.eventId === eventId)?.key ?? null;
    let key = find();
    if (key === null) {
      await model.timeline.jumpTo(eventId);
      // The window is another one now: let it be drawn before it is scrolled.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      key = find();
    }
    if (key === null) return;
    scroll.toRow(key);
    mark(key);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => mark(null), flashMs);
  };
}

/** One message is a tab stop; arrows move to the one above and below, also beyond what is drawn. */
function useRoving(model: RoomModel, scroll: TimelineScroll) {
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useSignal(model.rows);
  const messages = rows.filter((row) => row.kind === "message");
  const activeKey = messages.some((row) => row.key === chosen) ? chosen : (messages.at(-1)?.key ?? null);

  const focus = (key: string, tries = 4) => {
    setChosen(key);
    const element = scroll.scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`);
    if (element) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
    } else if (tries > 0) {
      scroll.toRow(key, "auto");
      requestAnimationFrame(() => focus(key, tries - 1));
    }
  };
  return {
    activeKey,
    focusLast() {
      const last = messages.at(-1);
      if (last !== undefined) focus(last.key);
    },
    onFocus(event: React.FocusEvent<HTMLElement>) {
      const key = event.target.closest<HTMLElement>("[data-message]")?.dataset.message;
      if (key !== undefined && key !== chosen) setChosen(key);
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const target = event.target as HTMLElement;
      const here = target.dataset.message;
      if (here === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      const index = messages.findIndex((row) => row.key === here);
      const to =
        event.key === "ArrowUp"
          ? index - 1
          : event.key === "ArrowDown"
            ? index + 1
            : event.key === "Home"
              ? 0
              : event.key === "End"
                ? messages.length - 1
                : -1;
      const next = messages[to];
      if (to < 0 || next === undefined) return;
      event.preventDefault();
      focus(next.key);
    },
  };
}
