import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** What is folded away until it is asked for; the sign beside its name says so. */
export function Disclosure({
  title,
  open,
  className,
  children,
}: {
  readonly title: string;
  readonly open?: boolean | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <details open={open} className={cx("group/fold", className)}>
      <summary className="flex min-h-7 items-center gap-1 text-13 text-ink-2 hover:text-ink touch:min-h-11">
        <ChevronRight
          aria-hidden="true"
          className="size-4 shrink-0 transition-transform group-open/fold:rotate-90"
          strokeWidth={1.75}
        />
        {title}
      </summary>
      {children}
    </details>
  );
}
