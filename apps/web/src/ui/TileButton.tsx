import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Tooltip } from "./Tooltip.tsx";

export interface TileProps extends Omit<ComponentProps<"a">, "children" | "aria-label" | "href"> {
  readonly href: string;
  /** Name of the place; read out, and shown as the tooltip. */
  readonly label: string;
  /** Letters, a sign or a picture. */
  readonly children: ReactNode;
  readonly current?: boolean;
  readonly unread?: boolean;
  /** Number of mentions, 0 for none. */
  readonly mentions?: number;
  /** No surface of its own, for *add*. */
  readonly bare?: boolean;
}

/** A square of the rail. Current: filled, with a bar at the edge; unread: a dot at the edge; mentions: a count. */
export function TileButton({
  label,
  href,
  children,
  current = false,
  unread = false,
  mentions = 0,
  bare = false,
  className,
  ...rest
}: TileProps) {
  return (
    <Tooltip label={label} side="right">
      <a
        {...rest}
        href={href}
        aria-label={label}
        aria-current={current ? "page" : undefined}
        className={cx(
          "group relative grid size-11 shrink-0 select-none place-items-center rounded-tile font-semibold text-14 transition-colors",
          current ? "bg-accent-fill text-on-accent" : "text-ink-2 hover:text-ink",
          !current && (bare ? "hover:bg-hover" : "bg-raised hover:bg-press"),
          className,
        )}
      >
        {(current || unread) && (
          <span
            aria-hidden="true"
            className={cx(
              "-left-2.5 absolute rounded-r-4 bg-ink forced:bg-canvas-text",
              current ? "h-7 w-1" : "h-2 w-1.5",
            )}
          />
        )}
        {children}
        {mentions > 0 && (
          <span
            aria-hidden="true"
            className="-right-1.5 -bottom-1.5 absolute min-w-5.5 rounded-full border-3 border-rail bg-danger-fill px-1 text-center text-11 text-on-danger tabular-nums"
          >
            {mentions > 99 ? "99" : mentions}
          </span>
        )}
      </a>
    </Tooltip>
  );
}
