import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A line of a settings or status page: name, one sentence, control at the right (below it on a phone). */
export function Row({
  title,
  hint,
  icon,
  stack = false,
  children,
}: {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly icon?: ReactNode;
  /** Control below the words at every width. */
  readonly stack?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div
      className={cx(
        "flex min-h-13 gap-x-6 gap-y-2 py-3",
        stack ? "flex-col" : "items-center phone:flex-col phone:items-stretch",
      )}
    >
      <div className="flex min-w-0 flex-1 items-start gap-3">
        {icon !== undefined && (
          <span aria-hidden="true" className="grid h-5 w-5 shrink-0 place-items-center text-ink-2">
            {icon}
          </span>
        )}
        <div className="min-w-0">
          <div className="wrap-anywhere font-medium text-14 text-ink">{title}</div>
          {hint !== undefined && <div className="wrap-anywhere text-13 text-ink-2">{hint}</div>}
        </div>
      </div>
      {children !== undefined && (
        <div className={cx("flex min-w-0 flex-wrap items-center gap-2", !stack && "desk:justify-end")}>{children}</div>
      )}
    </div>
  );
}

/** Rows that belong together, under a heading. */
export function Section({
  title,
  hint,
  children,
}: {
  readonly title?: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="mt-8 first:mt-0">
      {title !== undefined && <h2 className="wrap-anywhere font-semibold text-15 text-ink">{title}</h2>}
      {hint !== undefined && <p className="mt-0.5 text-13 text-ink-2">{hint}</p>}
      <div className={cx("divide-y divide-line", (title ?? hint) !== undefined && "mt-2")}>{children}</div>
    </section>
  );
}
