import { cx } from "./cx.ts";

/** How many mentions wait. `label` says what the number counts. */
export function Badge({
  count,
  label,
  className,
}: {
  readonly count: number;
  readonly label: string;
  readonly className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-block min-w-5 shrink-0 rounded-full bg-danger-fill px-1.5 text-center font-semibold text-11 text-on-danger tabular-nums",
        className,
      )}
    >
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
