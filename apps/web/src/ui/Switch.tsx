import { cx } from "./cx.ts";

/** On or off, at once. `label` is read out; the visible words stand in the row beside it. */
export function Switch({
  checked,
  onChange,
  label,
  describedBy,
  disabled = false,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly describedBy?: string;
  readonly disabled?: boolean;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className={cx(
        "relative h-6 w-10 shrink-0 rounded-full transition-colors",
        "before:-inset-2.5 before:absolute before:content-['']",
        checked ? "bg-accent-fill" : "bg-ink-3",
        "forced:border forced:border-current",
        disabled && "opacity-50",
      )}
    >
      <span
        aria-hidden="true"
        className={cx(
          "absolute top-1 left-1 size-4 rounded-full bg-raised transition-transform forced:bg-current",
          checked && "translate-x-4 bg-on-accent",
        )}
      />
    </button>
  );
}
