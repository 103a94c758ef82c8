import { cx } from "../../../ui/cx.ts";

const around = 2 * Math.PI * 9;

/** How far something is, as a ring; it turns while nobody knows. */
export function ProgressRing({ share, label }: { readonly share: number | null; readonly label: string }) {
  return (
    <svg
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })}
      viewBox="0 0 24 24"
      className={cx("size-6 -rotate-90", share === null && "animate-turn")}
    >
      <circle cx="12" cy="12" r="9" fill="none" strokeWidth="2.5" className="stroke-line" />
      <circle
        cx="12"
        cy="12"
        r="9"
        fill="none"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={around}
        strokeDashoffset={around * (1 - (share ?? 0.25))}
        className="stroke-accent transition-all duration-fast"
      />
    </svg>
  );
}
