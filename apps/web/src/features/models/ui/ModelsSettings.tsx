import type { Provider, ResultOf } from "@parley/protocol";
import { Cpu, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import type { Kind } from "../model/provider-draft.ts";
import { strings } from "../strings/index.ts";
import { ProviderCard } from "./ProviderCard.tsx";
import { ProviderDialog } from "./ProviderDialog.tsx";

/** Where models come from. Admins keep providers; everyone sees which models there are. */
export function ModelsSettings() {
  const parley = useParley();
  const me = useSignal(parley.account);
  if (me === null) return <Shape />;
  return me.scopes.includes("operator.admin") ? <Providers /> : <ModelList />;
}

/** Calls it now, and again when the server is back. */
function useAsked(run: () => Promise<void>): void {
  const connection = useSignal(useParley().connection);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the connection came back
  useEffect(() => {
    void run();
  }, [run, connection === "open"]);
}

type Opened = { readonly provider: Provider } | { readonly kind: Kind } | null;

function Providers() {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const [kept, setKept] = useState<ResultOf<"providers.list"> | null>(null);
  const [opened, setOpened] = useState<Opened>(null);
  const load = useTask(async () => setKept(await parley.call("providers.list", {})));
  useAsked(load.run);
  const choose = useTask(async (model: string | null) => {
    const { defaultModel } = await parley.call("models.setDefault", { model });
    setKept((before) => before && { ...before, defaultModel });
  });
  const refresh = async () => setKept(await parley.call("providers.list", {}));
  const saved = async (provider: Provider) => {
    const isNew = kept?.providers.every(({ id }) => id !== provider.id) ?? true;
    const [first] = provider.models;
    const name = provider.name;
    let words = isNew ? t("added", { provider: name }) : t("saved", { provider: name });
    if (isNew && kept?.defaultModel === null && first !== undefined) {
      // Without one nothing answers: the first is taken, and it is said.
      await parley.call("models.setDefault", { model: `${provider.id}/${first.id}` });
      words = t("addedDefault", { provider: name, model: first.id });
    }
    await refresh();
    setOpened(null);
    toast({ title: words });
  };
  const models = kept?.providers.flatMap(({ id, models: all }) => all.map((model) => `${id}/${model.id}`)) ?? [];
  const plus = <Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  return (
    <>
      {load.error !== null &&
        (kept === null ? (
          <ErrorNote error={load.error} onRetry={() => void load.run()} />
        ) : (
          <Banner shape="card">{t("offline")}</Banner>
        ))}
      <Waiting waiting={kept === null && load.error === null} shape={<Shape />}>
        {kept?.providers.length === 0 && (
          <EmptyState
            icon={<Cpu className="size-5" strokeWidth={1.75} />}
            title={t("noneTitle")}
            action={
              <div className="flex flex-wrap justify-center gap-2">
                <Button look="primary" onClick={() => setOpened({ kind: "anthropic" })}>
                  {t("addKey")}
                </Button>
                <Button onClick={() => setOpened({ kind: "local" })}>{t("addLocal")}</Button>
              </div>
            }
          >
            {t("none")}
          </EmptyState>
        )}
        {kept !== null && kept.providers.length > 0 && (
          <>
            <Section>
              <Row title={t("defaultModel")} hint={t("defaultHint")}>
                <Select
                  label={t("defaultModel")}
                  value={kept.defaultModel ?? ""}
                  options={[{ value: "", label: t("noDefault") }, ...models.map((value) => ({ value, label: value }))]}
                  onChange={(model) => void choose.run(model === "" ? null : model)}
                />
              </Row>
            </Section>
            {choose.error !== null && <ErrorNote error={choose.error} />}
            <Section title={t("providers")} hint={t("about")}>
              {kept.providers.map((provider) => (
                <ProviderCard
                  key={provider.id}
                  provider={provider}
                  defaultModel={kept.defaultModel}
                  onEdit={() => setOpened({ provider })}
                  onRemoved={async () => {
                    await refresh();
                    toast({ title: t("removed", { provider: provider.name }) });
                  }}
                />
              ))}
              <div className="py-4">
                <Button icon={plus} onClick={() => setOpened({ kind: "anthropic" })}>
                  {t("add")}
                </Button>
              </div>
            </Section>
          </>
        )}
      </Waiting>
      {opened !== null && (
        <ProviderDialog
          provider={"provider" in opened ? opened.provider : null}
          {...("kind" in opened ? { kind: opened.kind } : {})}
          taken={kept?.providers.map(({ id }) => id) ?? []}
          onClose={() => setOpened(null)}
          onSaved={saved}
        />
      )}
    </>
  );
}

function ModelList() {
  const t = useStrings(strings);
  const parley = useParley();
  const [models, setModels] = useState<ResultOf<"models.list">["models"] | null>(null);
  const load = useTask(async () => setModels((await parley.call("models.list", {})).models));
  useAsked(load.run);
  return (
    <>
      {load.error !== null &&
        (models === null ? (
          <ErrorNote error={load.error} onRetry={() => void load.run()} />
        ) : (
          <Banner shape="card">{t("offline")}</Banner>
        ))}
      <Waiting waiting={models === null && load.error === null} shape={<Shape />}>
        {models?.length === 0 && (
          <EmptyState icon={<Cpu className="size-5" strokeWidth={1.75} />} title={t("memberNoneTitle")}>
            {t("memberNone")}
          </EmptyState>
        )}
        {models !== null && models.length > 0 && (
          <Section hint={t("memberAbout")}>
            {models.map(({ id, name, provider, contextWindow }) => (
              <Row
                key={id}
                title={<span className="font-mono text-13">{name}</span>}
                hint={[provider, ...(contextWindow === undefined ? [] : [t("context", { n: contextWindow })])].join(
                  " · ",
                )}
              />
            ))}
          </Section>
        )}
      </Waiting>
    </>
  );
}

function Shape() {
  return (
    <div className="grid gap-4">
      {["one", "two", "three"].map((line) => (
        <Skeleton key={line} className="h-14 w-full" />
      ))}
    </div>
  );
}
