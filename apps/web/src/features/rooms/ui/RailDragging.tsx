import { type RefObject, useEffect, useRef, useState } from "react";
import { attach } from "./use-dragging.ts";
import { useSpaceMoves } from "./use-space-moves.ts";

const tiles = "[data-space]";

/** Before which tile something is put that is let go at a height, and where the line is drawn, in the box's pixels. */
function aimAt(box: HTMLElement, y: number): { readonly at: number; readonly line: number } {
  const { top } = box.getBoundingClientRect();
  const places = [...box.querySelectorAll<HTMLElement>(tiles)].map((tile) => tile.getBoundingClientRect());
  const below = places.findIndex((place) => y < place.top + place.height / 2);
  const at = below === -1 ? places.length : below;
  const before = places[at - 1];
  const next = places[at];
  const edge =
    before === undefined
      ? (next?.top ?? top) - 4
      : next === undefined
        ? before.bottom + 4
        : (before.bottom + next.top) / 2;
  return { at, line: edge - top };
}

/** The servers' tiles (`data-space`), dragged where they stand. By mouse: a finger's long press opens their menu. */
export function RailDragging({
  box,
  onMoved,
}: {
  readonly box: RefObject<HTMLElement | null>;
  readonly onMoved: (ids: readonly string[] | null) => void;
}) {
  const { ids, draft, put } = useSpaceMoves();
  const [line, setLine] = useState<number | null>(null);
  const latest = useRef(put);
  useEffect(() => {
    latest.current = put;
  });
  useEffect(() => onMoved(draft), [draft, onMoved]);
  useEffect(() => () => onMoved(null), [onMoved]);
  const shown = (draft ?? ids).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: other tiles are bound anew
  useEffect(() => {
    const rail = box.current;
    if (rail === null) return;
    return attach(({ draggable, dropTargetForElements }) => {
      let byMouse = false;
      const onPointerDown = ({ pointerType }: PointerEvent) => {
        byMouse = pointerType === "mouse";
      };
      rail.addEventListener("pointerdown", onPointerDown, { capture: true });
      const releases = [...rail.querySelectorAll<HTMLElement>(tiles)].map((element) =>
        draggable({
          element,
          canDrag: () => byMouse,
          getInitialData: () => ({ tile: element.dataset.space, rail }),
          onDragStart: () => element.classList.add("opacity-50"),
          onDrop: () => element.classList.remove("opacity-50"),
        }),
      );
      const target = dropTargetForElements({
        // What stands above and below the servers is before the first and behind the last.
        element: rail.parentElement ?? rail,
        canDrop: ({ source }) => source.data.rail === rail,
        onDrag: ({ location }) => setLine(aimAt(rail, location.current.input.clientY).line),
        onDragLeave: () => setLine(null),
        onDrop({ source, location }) {
          setLine(null);
          const { tile } = source.data;
          if (typeof tile === "string") latest.current(tile, aimAt(rail, location.current.input.clientY).at);
        },
      });
      return () => {
        rail.removeEventListener("pointerdown", onPointerDown, { capture: true });
        target();
        for (const release of releases) release();
      };
    });
  }, [box, shown]);
  if (line === null) return null;
  return (
    <span
      aria-hidden="true"
      style={{ top: line }}
      className="-translate-y-px pointer-events-none absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent forced:bg-canvas-text"
    />
  );
}
