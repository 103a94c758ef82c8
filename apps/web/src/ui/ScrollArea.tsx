import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** Scrolls downwards only; keeps the page behind it still. */
export function ScrollArea({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div {...rest} className={cx("min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain", className)} />
  );
}
