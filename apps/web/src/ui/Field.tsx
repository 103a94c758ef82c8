import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

export interface FieldText {
  readonly label: string;
  /** What is good to know before typing. */
  readonly hint?: ReactNode;
  /** What is wrong with what was typed, and how to mend it. */
  readonly error?: ReactNode;
}

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  children,
  className,
}: FieldText & {
  readonly className?: string | undefined;
  readonly children: (wired: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error ? errorId : "", hint ? hintId : ""].filter(Boolean).join(" ");
  return (
    <div className={cx("flex flex-col", className)}>
      <label htmlFor={id} className="mb-1.5 font-medium text-13 text-ink">
        {label}
      </label>
      {children({
        id,
        ...(describedBy === "" ? {} : { "aria-describedby": describedBy }),
        ...(error ? { "aria-invalid": true } : {}),
      })}
      {error ? (
        <p id={errorId} role="alert" className="mt-1.5 flex gap-1.5 text-12 text-danger">
          <CircleAlert aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
          <span>{error}</span>
        </p>
      ) : null}
      {hint ? (
        <div id={hintId} className="mt-1.5 text-12 text-ink-2">
          {hint}
        </div>
      ) : null}
    </div>
  );
}

/** The look of everything that is typed into. */
export const inputLook =
  "h-10 w-full min-w-0 rounded-control border border-line-control bg-raised px-3 text-15 text-ink outline-none transition-colors placeholder:text-ink-2 hover:border-ink-3 focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-2 aria-invalid:border-danger disabled:border-line disabled:bg-hover disabled:text-ink-2 touch:min-h-11";
