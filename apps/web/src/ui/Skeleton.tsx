import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { cx } from "./cx.ts";

/** True from 300 ms after `waiting` began, and then for at least 300 ms, so that nothing flashes. */
export function useCalmWait(waiting: boolean): boolean {
  const [shown, setShown] = useState(false);
  const shownAt = useRef(0);
  // Before the next timer can run: else one that is due shows the shape over what has just come.
  useLayoutEffect(() => {
    if (waiting === shown) return;
    const rest = waiting ? 300 : Math.max(0, 300 - (performance.now() - shownAt.current));
    const timer = setTimeout(() => {
      shownAt.current = performance.now();
      setShown(waiting);
    }, rest);
    return () => clearTimeout(timer);
  }, [waiting, shown]);
  return shown;
}

/** The shape of what is coming. Only for what takes longer than 300 ms (`useCalmWait`). */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <span aria-hidden="true" data-busy="" className={cx("block animate-pulse rounded-control bg-hover", className)} />
  );
}

/** Shows `shape` while waiting, calmly, and the content after it. */
export function Waiting({
  waiting,
  shape,
  children,
}: {
  readonly waiting: boolean;
  readonly shape: ReactNode;
  readonly children: ReactNode;
}) {
  const shown = useCalmWait(waiting);
  if (shown) return shape;
  return waiting ? null : children;
}
