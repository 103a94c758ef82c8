import { memo, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { scrollerOf } from "./ScrollArea.tsx";

/** Shorter lists are drawn whole. */
const wholeUpTo = 80;
/** Rows drawn above and below what is seen: arrow keys and quick scrolling find them there. */
const spare = 24;
/** The window moves by this many rows at once. */
const step = 8;

/**
 * A list of rows of one height inside a `ScrollArea`; of a long one only the part in view is in the document. Every row
 * is an `li` that says its place in the whole.
 */
export function WindowedList<T>({
  items,
  keyOf,
  rowPx,
  current = null,
  after,
  className,
  id,
  children,
}: {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Height of a row with its gap, until one is there to be measured. CSS pixels. */
  readonly rowPx: number;
  /** Key of the row that must be seen whenever it becomes another one. */
  readonly current?: string | null;
  /** Rows behind the last, drawn always. */
  readonly after?: ReactNode;
  readonly className?: string;
  readonly id?: string;
  /** Draws a row. While it is the same function a row is drawn anew only when its item, or being current, changes. */
  readonly children: (item: T, isCurrent: boolean) => ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const whole = items.length <= wholeUpTo;
  const { from, to, px } = useWindow(list, items.length, rowPx, whole);
  useInView(list, items, keyOf, current, px);
  return (
    <ul
      ref={list}
      id={id}
      className={className}
      style={whole ? undefined : { paddingTop: from * px, paddingBottom: (items.length - to) * px }}
    >
      {(whole ? items : items.slice(from, to)).map((item, index) => {
        const key = keyOf(item);
        return (
          <ListRow
            key={key}
            item={item}
            isCurrent={key === current}
            size={whole ? undefined : items.length}
            place={whole ? undefined : from + index + 1}
            draw={children}
          />
        );
      })}
      {after}
    </ul>
  );
}

interface ListRowProps<T> {
  readonly item: T;
  readonly isCurrent: boolean;
  readonly size: number | undefined;
  readonly place: number | undefined;
  draw(item: T, isCurrent: boolean): ReactNode;
}

const ListRow = memo(function ListRow<T>({ item, isCurrent, size, place, draw }: ListRowProps<T>) {
  return (
    <li data-row="" aria-setsize={size} aria-posinset={place}>
      {draw(item, isCurrent)}
    </li>
  );
});

interface Window {
  readonly from: number;
  readonly to: number;
  readonly px: number;
}

function useWindow(list: RefObject<HTMLUListElement | null>, count: number, rowPx: number, whole: boolean): Window {
  const [range, setRange] = useState<Window>({ from: 0, to: Math.min(count, 2 * spare), px: rowPx });
  useLayoutEffect(() => {
    const own = list.current;
    const scroller = scrollerOf(own);
    if (own === null || scroller === null) return;
    const look = () => {
      const px = rowHeight(own) ?? rowPx;
      const above = scroller.getBoundingClientRect().top - own.getBoundingClientRect().top;
      const from = clampRow(Math.floor(above / px / step) * step - spare, count);
      const to = clampRow(Math.ceil((above + scroller.clientHeight) / px / step) * step + spare, count);
      setRange((before) => (before.from === from && before.to === to && before.px === px ? before : { from, to, px }));
    };
    look();
    if (whole) return;
    scroller.addEventListener("scroll", look, { passive: true });
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(look);
    observer?.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      observer?.disconnect();
    };
  }, [list, count, rowPx, whole]);
  // A list that became shorter is never cut by the window of the longer one.
  const to = Math.min(range.to, count);
  return { from: Math.min(range.from, Math.max(0, to - 1)), to, px: range.px };
}

const clampRow = (row: number, count: number): number => Math.max(0, Math.min(count, row));

/** So many rows are measured. */
const measured = 6;

/**
 * From one row to the next, gap included; null where there are not two, or nothing has a size. The least of some: a voice
 * channel's row is longer while people are in it.
 */
function rowHeight(list: HTMLElement): number | null {
  const tops = [...list.querySelectorAll(":scope > [data-row]")]
    .slice(0, measured)
    .map((row) => row.getBoundingClientRect().top);
  const heights = tops.slice(1).map((top, at) => top - (tops[at] ?? 0));
  const px = Math.min(...heights);
  return px > 0 && Number.isFinite(px) ? px : null;
}

/** Scrolls to the row that has become the current one, unless it is seen. */
function useInView<T>(
  list: RefObject<HTMLUListElement | null>,
  items: readonly T[],
  keyOf: (item: T) => string,
  current: string | null,
  px: number,
): void {
  const latest = useRef({ items, keyOf, px });
  useEffect(() => {
    latest.current = { items, keyOf, px };
  });
  useEffect(() => {
    const own = list.current;
    const scroller = scrollerOf(own);
    if (own === null || scroller === null || current === null) return;
    const { items: rows, keyOf: key, px: height } = latest.current;
    const index = rows.findIndex((item) => key(item) === current);
    if (index === -1) return;
    const top = own.getBoundingClientRect().top - scroller.getBoundingClientRect().top + index * height;
    if (top >= 0 && top + height <= scroller.clientHeight) return;
    scroller.scrollTop += top - (scroller.clientHeight - height) / 2;
  }, [list, current]);
}
