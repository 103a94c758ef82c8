import {
  type CSSProperties,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { fit, fitted, type Point, pinched, type View, within, zoomAt } from "../model/zoom.ts";

const step = 1.5;
const doubleTapScale = 2.5;
/** A finger that goes so far sideways (or down) leafs (or closes). */
const swipe = 70;

interface Ways {
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
  readonly onClose: () => void;
}

/** Enlarging and moving a picture by wheel, by fingers, by double click and by keys. */
export function useZoom(
  natural: { readonly width: number; readonly height: number },
  ways: Ways,
): {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly style: CSSProperties;
  readonly zoomed: boolean;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly reset: () => void;
  readonly move: (x: number, y: number) => void;
  readonly handlers: object;
} {
  const stage = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 1, height: 1 });
  const [view, setView] = useState<View>(fitted);
  const fingers = useRef(new Map<number, Point>());
  const start = useRef<Point | null>(null);
  const size = fit(natural, room);
  const sizes = useRef({ size, room });
  sizes.current = { size, room };

  const change = useCallback((by: (before: View) => View) => {
    setView((before) => within(by(before), sizes.current.size, sizes.current.room));
  }, []);
  const fromMiddle = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = stage.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };

  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const measure = () => setRoom({ width: element.clientWidth || 1, height: element.clientHeight || 1 });
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    // React listens to wheels passively, and the page would zoom with the picture.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const point = fromMiddleOf(element, event);
      change((before) => zoomAt(before, Math.exp(-event.deltaY / 300), point));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [change]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, fromMiddle(event));
    start.current = fingers.current.size === 1 ? fromMiddle(event) : null;
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = fromMiddle(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other === undefined) {
      change((held) => ({ ...held, x: held.x + now.x - before.x, y: held.y + now.y - before.y }));
      return;
    }
    change((held) => pinched(held, other, before, now));
  };
  const onPointerUp = (event: PointerEvent) => {
    const from = start.current;
    const to = fromMiddle(event);
    fingers.current.delete(event.pointerId);
    start.current = null;
    if (from === null || view.scale > 1 || event.pointerType === "mouse") return;
    const across = to.x - from.x;
    const down = to.y - from.y;
    if (Math.abs(across) > swipe && Math.abs(across) > Math.abs(down)) (across > 0 ? ways.onPrevious : ways.onNext)?.();
    else if (down > swipe * 1.5) ways.onClose();
  };
  const onPointerCancel = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    start.current = null;
  };
  const onDoubleClick = (event: { readonly clientX: number; readonly clientY: number }) => {
    const point = fromMiddle(event);
    change((before) => (before.scale > 1 ? fitted : zoomAt(before, doubleTapScale, point)));
  };
  const middle = { x: 0, y: 0 };
  return {
    stage,
    style: {
      width: size.width,
      height: size.height,
      left: (room.width - size.width) / 2,
      top: (room.height - size.height) / 2,
      transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
    },
    zoomed: view.scale > 1,
    zoomIn: () => change((before) => zoomAt(before, step, middle)),
    zoomOut: () => change((before) => zoomAt(before, 1 / step, middle)),
    reset: () => setView(fitted),
    move: (x, y) => change((before) => ({ ...before, x: before.x + x, y: before.y + y })),
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onDoubleClick },
  };
}

function fromMiddleOf(element: HTMLElement, event: { readonly clientX: number; readonly clientY: number }): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
}
