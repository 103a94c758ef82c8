import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Field, type FieldText, inputLook } from "./Field.tsx";

export interface TextFieldProps extends FieldText, Omit<ComponentProps<"input">, "id" | "onChange" | "value"> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** In the mono face: names, ids, keys. */
  readonly mono?: boolean;
  /** At the end of the line, inside. */
  readonly suffix?: ReactNode;
}

/** One line of text. */
export function TextField({ label, hint, error, value, onChange, mono, suffix, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(wired) => (
        <div className="relative flex">
          <input
            {...rest}
            {...wired}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            className={cx(inputLook, mono && "font-mono text-14", suffix !== undefined && "pr-11")}
          />
          {suffix !== undefined && <div className="absolute inset-y-0 right-1 flex items-center">{suffix}</div>}
        </div>
      )}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  value,
  onChange,
  mono,
  className,
  ...rest
}: FieldText &
  Omit<ComponentProps<"textarea">, "id" | "onChange" | "value"> & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly mono?: boolean;
  }) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(wired) => (
        <textarea
          rows={3}
          {...rest}
          {...wired}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          className={cx(inputLook, "h-auto resize-none py-2", mono && "font-mono text-14")}
        />
      )}
    </Field>
  );
}
