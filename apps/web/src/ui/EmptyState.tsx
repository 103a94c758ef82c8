import type { ReactNode } from "react";

/** Says what a place is for and offers the one next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  page = false,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** It is all that the page says: its title heads the page. */
  readonly page?: boolean;
}) {
  const Heading = page ? "h1" : "h2";
  return (
    <div className="flex min-h-full flex-col items-center justify-center gap-1 p-6 text-center">
      {icon !== undefined && (
        <span aria-hidden="true" className="mb-3 grid size-11 place-items-center rounded-tile bg-hover text-ink-2">
          {icon}
        </span>
      )}
      <Heading className="wrap-anywhere text-balance font-semibold text-15 text-ink">{title}</Heading>
      {children !== undefined && (
        <div className="wrap-anywhere max-w-80 text-balance text-14 text-ink-2">{children}</div>
      )}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}
