import type { OwnTrack } from "@parley/calls";
import { ChevronUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "../../../../ui/cx.ts";
import { Tooltip } from "../../../../ui/Tooltip.tsx";

const looks = {
  plain: "bg-float text-ink hover:bg-float-hover data-popup-open:bg-float-hover",
  off: "bg-ink text-stage hover:bg-ink-2",
  active: "bg-selected text-accent hover:bg-float-hover",
  leave: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
} as const;

/** One of the controls of a call: a sign, in reach of a thumb. */
export function Round({
  label,
  keys,
  look,
  track,
  news = false,
  tip = true,
  split = false,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & {
  readonly label: string;
  readonly keys?: string;
  readonly look: keyof typeof looks;
  readonly track?: OwnTrack;
  /** Something new is behind it, as its label says. */
  readonly news?: boolean;
  readonly tip?: boolean;
  /** A `RoundMenu` stands close at its right. */
  readonly split?: boolean;
  readonly children: ReactNode;
}) {
  const button = (
    <button
      {...rest}
      type="button"
      aria-label={label}
      aria-busy={track?.busy || undefined}
      className={cx(
        "relative grid h-12 shrink-0 place-items-center rounded-full transition-colors phone:h-11 forced:border",
        look === "leave" ? "w-16 phone:w-12" : "w-12 phone:w-11",
        split && "rounded-r-control",
        looks[look],
        track?.busy && "animate-pulse",
        className,
      )}
    >
      {children}
      {news && (
        <span
          aria-hidden="true"
          className="absolute top-0 right-0 size-3 rounded-full border-2 border-stage bg-accent forced:bg-canvas-text"
        />
      )}
      {track?.fault != null && (
        <span
          aria-hidden="true"
          className="-top-0.5 -right-0.5 absolute grid size-5 place-items-center rounded-full bg-warn font-semibold text-12 text-stage"
        >
          !
        </span>
      )}
    </button>
  );
  return tip ? (
    <Tooltip label={label} {...(keys === undefined ? {} : { keys })}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}

/** What more there is to a control at its left: opens a menu. */
export function RoundMenu({
  label,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & { readonly label: string }) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      className="-ml-2 grid h-12 w-7 shrink-0 touch:w-11 place-items-center rounded-r-full rounded-l-control bg-float text-ink-2 transition-colors hover:bg-float-hover hover:text-ink data-popup-open:bg-float-hover data-popup-open:text-ink forced:border"
    >
      <ChevronUp aria-hidden="true" className="size-4" strokeWidth={1.75} />
    </button>
  );
}
