import type { Provider } from "@parley/protocol";
import { type FormEvent, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import {
  draftOf,
  emptyModel,
  type Faults,
  faultsOf,
  freeId,
  type Kind,
  keepsKey,
  kinds,
  needsKey,
  newDraft,
  type ProviderDraft,
  paramsOf,
} from "../model/provider-draft.ts";
import { strings } from "../strings/index.ts";
import { LocalFiles } from "./LocalFiles.tsx";
import { ModelLines } from "./ModelLines.tsx";

/** Where each kind answers when no address is named. */
const usualAddress: Partial<Record<Kind, string>> = { ollama: "http://localhost:11434" };
const plainNames: Record<Kind, string> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  google: "Google",
  bedrock: "Bedrock",
  ollama: "Ollama",
  compatible: "",
  local: "Local",
};

/** Adds a provider, or changes one. The key goes to the server and nowhere else. */
export function ProviderDialog({
  provider,
  kind = "anthropic",
  taken,
  onClose,
  onSaved,
}: {
  /** Null: a new one. */
  readonly provider: Provider | null;
  readonly kind?: Kind;
  /** Ids that others have. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: (provider: Provider) => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const form = useId();
  const [draft, setDraft] = useState<ProviderDraft>(() =>
    provider === null ? newDraft(kind, plainNames[kind]) : draftOf(provider),
  );
  const [tried, setTried] = useState(false);
  const save = useTask(async () => {
    const id = provider?.id ?? freeId(draft.name, draft.kind, taken);
    const answer = await parley.call("providers.put", paramsOf(draft, id));
    // Gone from the page as soon as it is sealed there.
    setDraft((before) => ({ ...before, key: "" }));
    await onSaved(answer.provider);
  });
  const faults: Faults = faultsOf(draft, provider);
  const shown = tried ? faults : {};
  const set = (part: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...part }));
  const setKind = (next: Kind) =>
    set({
      kind: next,
      // Names of files are no names of a provider's models, nor the other way round.
      ...(next === "local" || draft.kind === "local" ? { models: [emptyModel(0)] } : {}),
      ...(draft.name === plainNames[draft.kind] ? { name: plainNames[next] } : {}),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) void save.run();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={provider === null ? t("addTitle") : t("editTitle", { provider: provider.name })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button form={form} type="submit" look="primary" busy={save.running && t("saving")}>
            {provider === null ? t("add") : t("save")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="grid gap-4">
        {save.error !== null && (
          <ErrorNote error={save.error} {...(codeOf(save.error) === "BAD_PARAMS" ? { words: t("refused") } : {})} />
        )}
        <div>
          <div aria-hidden="true" className="mb-1.5 font-medium text-13 text-ink">
            {t("kind")}
          </div>
          <Select
            label={t("kind")}
            value={draft.kind}
            options={kinds.map((value) => ({ value, label: t(value) }))}
            onChange={setKind}
          />
        </div>
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          maxLength={128}
          value={draft.name}
          onChange={(name) => set({ name })}
          error={shown.name && t(shown.name)}
        />
        {draft.kind !== "local" && <AddressField draft={draft} faults={shown} set={set} />}
        <KeyFields draft={draft} provider={provider} faults={shown} set={set} />
        {draft.kind === "local" ? (
          <LocalFiles models={draft.models} faults={shown} onChange={(models) => set({ models })} />
        ) : (
          <ModelLines models={draft.models} faults={shown} onChange={(models) => set({ models })} />
        )}
      </form>
    </Dialog>
  );
}

interface Part {
  readonly draft: ProviderDraft;
  readonly faults: Faults;
  readonly set: (part: Partial<ProviderDraft>) => void;
}

function AddressField({ draft, faults, set }: Part) {
  const t = useStrings(strings);
  const usual = usualAddress[draft.kind];
  return (
    <TextField
      label={t("address")}
      hint={
        draft.kind === "compatible"
          ? t("addressNeeded")
          : usual === undefined
            ? t("addressOwnHint")
            : t("addressHint", { address: usual })
      }
      mono
      type="url"
      maxLength={1024}
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      value={draft.address}
      onChange={(address) => set({ address })}
      error={faults.address && t(faults.address)}
    />
  );
}

function KeyFields({ draft, provider, faults, set }: Part & { readonly provider: Provider | null }) {
  const t = useStrings(strings);
  if (draft.kind === "ollama" || draft.kind === "local") return null;
  const bedrock = draft.kind === "bedrock";
  const kept = keepsKey(draft, provider);
  const hint = kept
    ? t("keyStays")
    : provider?.hasKey === true
      ? t("keyGone")
      : needsKey(draft.kind)
        ? t("keyHint")
        : `${t("keyOptional")} ${t("keyHint")}`;
  return (
    <>
      {bedrock && (
        <>
          <TextField
            label={t("region")}
            mono
            autoCapitalize="off"
            value={draft.region}
            onChange={(region) => set({ region })}
            error={faults.region && t(faults.region)}
          />
          <TextField
            label={t("accessKeyId")}
            mono
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            {...(kept ? { hint: t("keyStays") } : {})}
            value={draft.accessKeyId}
            onChange={(accessKeyId) => set({ accessKeyId })}
            error={faults.accessKeyId && t(faults.accessKeyId)}
          />
        </>
      )}
      <PasswordField
        label={bedrock ? t("secretKey") : t("key")}
        hint={hint}
        maxLength={4096}
        // No password of this site: none is offered, none is kept by the browser.
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        value={draft.key}
        onChange={(key) => set({ key })}
        error={faults.key && t(faults.key)}
      />
    </>
  );
}
