import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextArea, TextField } from "../../../ui/TextField.tsx";
import { type Field, fits } from "../model/fields.ts";
import { strings } from "../strings/index.ts";
import { wordsOfSetting } from "./setting-words.ts";

/** One setting, in the shape that its schema asks for. */
export function FormField({
  field,
  typed,
  fault,
  onType,
  onText,
}: {
  readonly field: Field;
  readonly typed: string;
  /** Why the server did not take it. */
  readonly fault: string | undefined;
  readonly onType: (typed: string) => void;
  /** Leads to the text, for what no form holds. */
  readonly onText: () => void;
}) {
  const t = useStrings(strings);
  const { name, kind, choices, least, most } = field;
  const words = wordsOfSetting(name);
  const label = words === null ? name : t(words.label);
  const help = words === null ? field.help : t(words.help);
  const hint = (
    <>
      {help} {kind === "list" && !field.guarded && t("oneALine")} <code className="font-mono text-12">{name}</code>
    </>
  );
  if (field.guarded || kind === "whole") {
    return (
      <Row title={label} hint={hint} stack={field.guarded && typed !== ""}>
        {field.guarded ? (
          <>
            {typed !== "" && <code className="wrap-anywhere min-w-0 font-mono text-13 text-ink">{typed}</code>}
            <span className="text-13 text-ink-2">{t("fileAlone")}</span>
          </>
        ) : (
          <Button onClick={onText}>{t("inText")}</Button>
        )}
      </Row>
    );
  }
  if (kind === "switch" || kind === "choice") {
    const values = kind === "switch" ? ["true", "false"] : choices;
    // What stands there may be none of them.
    const all = typed === "" || values.includes(typed) ? values : [...values, typed];
    const said = (value: string) => (kind !== "switch" ? value : value === "true" ? t("on") : t("off"));
    return (
      <Row title={label} hint={hint}>
        <Select
          label={label}
          value={typed}
          options={[{ value: "", label: t("standard") }, ...all.map((value) => ({ value, label: said(value) }))]}
          onChange={onType}
        />
        {fault !== undefined && <span className="text-12 text-danger">{fault}</span>}
      </Row>
    );
  }
  const wrong = fits(field, typed) ? fault : t("wholeWrong", { least: String(least), most: String(most) });
  const rest = { label, hint, error: wrong, value: typed, onChange: onType, mono: true, autoComplete: "off" };
  return (
    <div className="py-3">
      {kind === "list" ? (
        <TextArea {...rest} rows={Math.min(6, typed.split("\n").length + 1)} placeholder={t("standard")} />
      ) : (
        <TextField
          {...rest}
          placeholder={t("standard")}
          spellCheck={false}
          autoCapitalize="off"
          {...(kind === "integer" ? { inputMode: "numeric" as const } : {})}
        />
      )}
    </div>
  );
}
