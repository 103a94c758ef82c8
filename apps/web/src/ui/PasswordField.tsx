import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { cx } from "./cx.ts";
import { Field, inputLook } from "./Field.tsx";
import type { TextFieldProps } from "./TextField.tsx";
import { useWords } from "./words.ts";

/** A password, with a button that shows it. */
export function PasswordField({
  label,
  hint,
  error,
  value,
  onChange,
  className,
  ...rest
}: Omit<TextFieldProps, "mono" | "suffix" | "type">) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  const Sign = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(wired) => (
        <div className="relative flex">
          <input
            maxLength={512}
            {...rest}
            {...wired}
            type={shown ? "text" : "password"}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            className={cx(inputLook, "pr-11")}
          />
          <button
            type="button"
            aria-label={shown ? words.hidePassword : words.showPassword}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 right-1 grid w-9 touch:inset-y-0 touch:right-0 touch:w-11 place-items-center rounded-4 text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Sign aria-hidden="true" className="size-5" strokeWidth={1.75} />
          </button>
        </div>
      )}
    </Field>
  );
}
