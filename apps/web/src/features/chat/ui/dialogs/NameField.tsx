import type { ReactNode } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { TextField } from "../../../../ui/TextField.tsx";
import { checkName, longestName } from "./FormDialog.tsx";
import { dialogStrings } from "./strings/index.ts";

/** The field for a name; `shown`: say what is wrong with it. */
export function NameField({
  label,
  hint,
  value,
  onChange,
  shown,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly shown: boolean;
}) {
  const t = useStrings(dialogStrings);
  const { fault } = checkName(value);
  const error =
    fault === "long" ? t("nameTooLong", { n: longestName }) : fault === "empty" && shown ? t("nameNeeded") : undefined;
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      value={value}
      onChange={onChange}
      autoFocus
      autoComplete="off"
      dir="auto"
    />
  );
}
