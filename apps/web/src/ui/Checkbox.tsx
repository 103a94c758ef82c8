import { type ReactNode, useId } from "react";

/** A choice that takes effect with the form it stands in. */
export function Checkbox({
  checked,
  onChange,
  label,
  hint,
  disabled = false,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <span className="relative mt-0.5 grid size-4 shrink-0">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className="peer size-4 cursor-pointer appearance-none rounded-4 border border-line-control bg-raised checked:border-accent-fill checked:bg-accent-fill disabled:border-line forced:appearance-auto"
        />
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          className="pointer-events-none absolute inset-0 hidden size-4 fill-none stroke-2 stroke-on-accent peer-checked:block forced:hidden"
        >
          <path d="m4 8.5 2.5 2.5L12 5.5" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </span>
      <div className="min-w-0">
        <label htmlFor={id} className="block cursor-pointer text-14 text-ink">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-12 text-ink-2">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
