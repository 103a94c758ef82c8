import { Plus, X } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Disclosure } from "../../../ui/Disclosure.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { emptyModel, type Faults, type ModelDraft } from "../model/provider-draft.ts";
import { strings } from "../strings/index.ts";

/** The models of a provider, one a line; what they hold and cost is folded away. */
export function ModelLines({
  models,
  faults,
  onChange,
}: {
  readonly models: readonly ModelDraft[];
  readonly faults: Faults;
  readonly onChange: (models: readonly ModelDraft[]) => void;
}) {
  const t = useStrings(strings);
  const set = (line: number, part: Partial<ModelDraft>) =>
    onChange(models.map((model) => (model.line === line ? { ...model, ...part } : model)));
  const word = (field: string, line: number) => {
    const fault = faults[`${field} ${line}`];
    return fault === undefined ? undefined : t(fault);
  };
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 font-medium text-13 text-ink">{t("models")}</legend>
      <p className="-mt-1.5 text-12 text-ink-2">{t("modelsHint")}</p>
      {models.map((model, index) => (
        <div key={model.line} className="grid min-w-0 gap-1">
          <div className="flex items-end gap-1">
            <TextField
              className="min-w-0 flex-1"
              label={t("model", { n: index + 1 })}
              mono
              maxLength={200}
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              value={model.id}
              onChange={(id) => set(model.line, { id })}
              error={word("model", model.line)}
            />
            {models.length > 1 && (
              <IconButton
                label={t("removeModel", { n: index + 1 })}
                className="mb-1 touch:mb-0"
                onClick={() => onChange(models.filter(({ line }) => line !== model.line))}
                icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
              />
            )}
          </div>
          <Disclosure title={t("more")} open={hasFault(faults, model.line) || undefined}>
            <div className="grid grid-cols-3 gap-3 pt-1 phone:grid-cols-1">
              <TextField
                label={t("contextTokens")}
                inputMode="numeric"
                value={model.contextTokens}
                onChange={(contextTokens) => set(model.line, { contextTokens })}
                error={word("context", model.line)}
              />
              <TextField
                label={t("priceIn")}
                inputMode="decimal"
                value={model.priceIn}
                onChange={(priceIn) => set(model.line, { priceIn })}
                error={word("in", model.line)}
              />
              <TextField
                label={t("priceOut")}
                inputMode="decimal"
                value={model.priceOut}
                onChange={(priceOut) => set(model.line, { priceOut })}
                error={word("out", model.line)}
              />
            </div>
          </Disclosure>
        </div>
      ))}
      <div>
        <Button
          look="ghost"
          className="-ml-3"
          icon={<Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          onClick={() => onChange([...models, emptyModel(1 + Math.max(...models.map(({ line }) => line)))])}
        >
          {t("addModel")}
        </Button>
      </div>
    </fieldset>
  );
}

const hasFault = (faults: Faults, line: number): boolean =>
  ["context", "in", "out"].some((field) => faults[`${field} ${line}`] !== undefined);
