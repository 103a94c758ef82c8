import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

export interface RadioOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: ReactNode;
  /** Before its words, in a card. */
  readonly icon?: ReactNode;
}

/** One of a few, all in sight: stacked cards with a sentence each, or segments in one line. */
export function RadioGroup<V extends string>({
  label,
  hideLabel = false,
  value,
  options,
  onChange,
  shape = "cards",
}: {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: V;
  readonly options: readonly RadioOption<V>[];
  readonly onChange: (value: V) => void;
  readonly shape?: "cards" | "segments";
}) {
  const name = useId();
  const segments = shape === "segments";
  return (
    <fieldset className="min-w-0">
      <legend className={hideLabel ? "sr-only" : "mb-1.5 font-medium text-13 text-ink"}>{label}</legend>
      <div
        className={
          segments ? "inline-flex max-w-full flex-wrap gap-0.5 rounded-8 bg-track p-0.5" : "grid grid-cols-1 gap-2"
        }
      >
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              "cursor-pointer transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2",
              "forced:border forced:has-checked:outline-2",
              segments
                ? "flex h-7 items-center justify-center rounded-control px-3 font-medium text-13 touch:h-10"
                : "flex items-start gap-3 rounded-card border p-3",
              segments && (option.value === value ? "bg-thumb text-ink" : "text-ink-2 hover:text-ink"),
              !segments &&
                (option.value === value
                  ? "border-accent bg-raised"
                  : "border-line-control bg-raised hover:border-ink-3"),
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className={cx(
                segments
                  ? "sr-only"
                  : "mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-control outline-none checked:border-5 checked:border-accent-fill forced:appearance-auto",
              )}
            />
            {option.icon !== undefined && !segments && <span className="shrink-0 text-ink-2">{option.icon}</span>}
            <span className="wrap-anywhere min-w-0">
              <span className={segments ? "" : "block font-medium text-14 text-ink"}>{option.label}</span>
              {option.hint !== undefined && !segments && (
                <span className="block text-12 text-ink-2">{option.hint}</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
