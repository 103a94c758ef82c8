import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

type Tone = "warning" | "danger" | "info";

const tones: Record<Tone, { box: string; sign: string; Icon: typeof Info }> = {
  warning: { box: "bg-mention", sign: "text-warn", Icon: TriangleAlert },
  danger: { box: "bg-danger-soft", sign: "text-danger", Icon: CircleAlert },
  info: { box: "bg-info-soft", sign: "text-info", Icon: Info },
};

/** One line of state with at most two ways on: across the page (`strip`) or inside it (`card`). */
export function Banner({
  tone = "warning",
  icon,
  shape = "strip",
  live = "polite",
  actions,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly shape?: "strip" | "card";
  readonly live?: "polite" | "assertive" | "off";
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { box, sign, Icon } = tones[tone];
  return (
    <div
      role={live === "off" ? undefined : live === "assertive" ? "alert" : "status"}
      className={cx(
        "flex flex-wrap items-center gap-x-3 text-13 text-ink forced:border",
        shape === "strip" ? "px-4 py-0.5" : "rounded-card px-3 py-1.5",
        box,
      )}
    >
      <div className={cx("flex items-center gap-3", shape === "strip" ? "min-w-48 flex-1" : "w-full")}>
        <span aria-hidden="true" className={cx("grid h-7 shrink-0 place-items-center", sign)}>
          {icon ?? <Icon className="size-4" strokeWidth={1.75} />}
        </span>
        <div className="min-w-0 flex-1 py-1.25">{children}</div>
      </div>
      {/* Below the words where there is no room beside them, and in line with them. */}
      {actions !== undefined && actions !== false && (
        <div className="-mr-2 ml-5 flex flex-wrap items-center">{actions}</div>
      )}
    </div>
  );
}

/** A quiet action inside a banner. */
export function BannerAction({
  onClick,
  expanded,
  children,
}: {
  readonly onClick: () => void;
  /** Set where it unfolds something. */
  readonly expanded?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-expanded={expanded}
      onClick={onClick}
      className="min-h-7 rounded-control px-2 font-medium text-13 text-ink underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11"
    >
      {children}
    </button>
  );
}
