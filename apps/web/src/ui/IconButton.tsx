import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { tipProps } from "./tips.ts";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "children" | "title"> {
  /** What it does; read out, and shown as its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Keys beside the name in the tooltip, such as `Ctrl K`. */
  readonly keys?: string;
  readonly size?: "sm" | "md";
  /** Pressed state of a toggle. */
  readonly pressed?: boolean;
  /** False where a menu opens from it and a tooltip would be in the way. */
  readonly tip?: boolean;
}

/** A square button with a sign instead of words. */
export function IconButton({
  label,
  icon,
  keys,
  size = "md",
  pressed,
  tip = true,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...(tip ? tipProps(label, keys) : {})}
      {...rest}
      type={type}
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        "grid shrink-0 place-items-center rounded-control transition-colors hover:bg-hover hover:text-ink",
        "disabled:text-ink-3 disabled:hover:bg-transparent data-popup-open:bg-hover data-popup-open:text-ink",
        size === "sm" ? "size-7" : "size-8",
        "touch:size-11",
        pressed ? "bg-selected text-ink" : "text-ink-2",
        className,
      )}
    >
      {icon}
    </button>
  );
}
