import { RadioGroup } from "../ui/RadioGroup.tsx";
import { sharedStrings } from "./strings/index.ts";
import { useStrings } from "./use-strings.ts";

/** A switch in the shape of the other settings. */
export function OnOff({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  const t = useStrings(sharedStrings);
  return (
    <RadioGroup
      shape="segments"
      label={label}
      hideLabel
      value={value ? "on" : "off"}
      onChange={(next) => onChange(next === "on")}
      options={[
        { value: "off", label: t("off") },
        { value: "on", label: t("on") },
      ]}
    />
  );
}
