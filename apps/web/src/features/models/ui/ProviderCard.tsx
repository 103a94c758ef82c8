import type { Provider, ResultOf } from "@parley/protocol";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import type { Language } from "../../../shared/messages.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";
import { EngineState } from "./EngineState.tsx";

const money = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(value);

/** A provider: where it is, what it has, and its models, each of which can be tested. */
export function ProviderCard({
  provider,
  defaultModel,
  onEdit,
  onRemoved,
}: {
  readonly provider: Provider;
  readonly defaultModel: string | null;
  readonly onEdit: () => void;
  readonly onRemoved: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [asking, setAsking] = useState(false);
  const remove = useTask(async () => {
    await parley.call("providers.remove", { id: provider.id });
    await onRemoved();
  });
  const facts = [
    t(provider.kind),
    ...(provider.kind === "local" ? [] : [provider.baseUrl ?? t("ownAddress")]),
    ...(provider.region === null ? [] : [provider.region]),
    provider.hasKey ? t("keyKept") : t("noKey"),
  ];
  const { name } = provider;
  return (
    <article aria-label={name} className="py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-48 flex-1">
          <h3 className="wrap-anywhere font-medium text-14 text-ink">{name}</h3>
          <p className="wrap-anywhere text-13 text-ink-2">{facts.join(" · ")}</p>
          {provider.kind === "local" && <EngineState />}
        </div>
        <div className="flex gap-1 phone:-ml-3">
          <Button look="ghost" aria-label={t("editNamed", { provider: name })} onClick={onEdit}>
            {t("edit")}
          </Button>
          <Button look="plain-danger" aria-label={t("removeNamed", { provider: name })} onClick={() => setAsking(true)}>
            {t("remove")}
          </Button>
        </div>
      </div>
      <ul className="mt-2 grid gap-1">
        {provider.models.map((model) => (
          <ModelRow
            key={model.id}
            name={`${provider.id}/${model.id}`}
            model={model}
            isDefault={defaultModel === `${provider.id}/${model.id}`}
          />
        ))}
      </ul>
      {asking && (
        <AlertDialog
          open
          onClose={() => setAsking(false)}
          title={t("removeTitle", { provider: name })}
          description={t("removeAbout")}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t("keep")}</Button>
              <Button look="danger" busy={remove.running && t("removing")} onClick={() => void remove.run()}>
                {t("removeProvider")}
              </Button>
            </>
          }
        >
          {remove.error !== null && (
            <div className="mt-4">
              <ErrorNote error={remove.error} onRetry={() => void remove.run()} />
            </div>
          )}
        </AlertDialog>
      )}
    </article>
  );
}

function ModelRow({
  name,
  model,
  isDefault,
}: {
  /** `PROVIDER/MODEL`. */
  readonly name: string;
  readonly model: Provider["models"][number];
  readonly isDefault: boolean;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [tested, setTested] = useState<ResultOf<"providers.test"> | null>(null);
  const test = useTask(async () => {
    setTested(null);
    setTested(await parley.call("providers.test", { model: name }));
  });
  const shown = model.name ?? model.id;
  const facts = [
    ...(model.contextTokens === undefined ? [] : [t("context", { n: model.contextTokens })]),
    model.price === undefined
      ? t("priceUnknown")
      : t("price", { input: money(model.price.input, t.language), output: money(model.price.output, t.language) }),
  ];
  return (
    <li className="rounded-card bg-hover px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-40 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <span className="wrap-anywhere font-mono text-13 text-ink">{shown}</span>
            {isDefault && (
              <span className="rounded-4 bg-accent-soft px-1.5 font-medium text-11 text-accent">{t("isDefault")}</span>
            )}
          </div>
          <div className="text-12 text-ink-2 tabular-nums">{facts.join(" · ")}</div>
        </div>
        <Button
          look="ghost"
          className="phone:-ml-3"
          aria-label={t("testNamed", { model: shown })}
          busy={test.running && t("testing")}
          onClick={() => void test.run()}
        >
          {t("test")}
        </Button>
      </div>
      <div role="status">{tested !== null && <Outcome tested={tested} model={shown} />}</div>
      {test.error !== null && <ErrorNote error={test.error} onRetry={() => void test.run()} />}
    </li>
  );
}

function Outcome({
  tested: { ok, ms, fault },
  model,
}: {
  readonly tested: ResultOf<"providers.test">;
  readonly model: string;
}) {
  const t = useStrings(strings);
  const Sign = ok ? CircleCheck : CircleAlert;
  const time = new Intl.NumberFormat(t.language, { style: "unit", unit: "second", maximumFractionDigits: 1 });
  return (
    <p className="mt-1 flex items-start gap-1.5 text-13 text-ink">
      <Sign
        aria-hidden="true"
        className={ok ? "mt-0.5 size-4 shrink-0 text-good" : "mt-0.5 size-4 shrink-0 text-danger"}
        strokeWidth={1.75}
      />
      <span className="wrap-anywhere min-w-0">
        {ok ? t("answered", { model, time: time.format(ms / 1000) }) : t(fault?.kind ?? "unknown", { model })}
        {fault !== null && <span className="block text-ink-2">{t("testedDetail", { detail: fault.message })}</span>}
      </span>
    </p>
  );
}
