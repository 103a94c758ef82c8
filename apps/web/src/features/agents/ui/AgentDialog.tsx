import type { AgentConfig, ParamsOf } from "@parley/protocol";
import { type FormEvent, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { decimalOf, typedDecimal } from "../../../shared/typed-number.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { TextArea, TextField } from "../../../ui/TextField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { ModelField, PictureField } from "./AgentFields.tsx";
import { ResetField } from "./ResetField.tsx";

type Tools = "all" | "allow" | "deny" | "none";

interface Draft {
  readonly name: string;
  readonly avatar: string;
  readonly model: string;
  readonly instructions: string;
  readonly tools: Tools;
  readonly toolNames: string;
  readonly reset: AgentConfig["reset"];
  readonly shared: boolean;
  /** What all who talk to it may use up together. */
  readonly perDay: string;
  readonly perMonth: string;
}

/** Dollars as they are typed; empty: no limit; null: it is none. */
function dollarsOf(text: string): number | undefined | null {
  if (text.trim() === "") return undefined;
  const value = decimalOf(text);
  return value !== null && value > 0 && value <= 1_000_000 ? value : null;
}

/** The limits as they are now typed; those in tokens, which no field shows, stay. */
function budgetOf({ perDay, perMonth }: Draft, before: AgentConfig["budget"]): AgentConfig["budget"] {
  const { dollarsPerDay: _day, dollarsPerMonth: _month, ...rest } = before;
  const [day, month] = [dollarsOf(perDay), dollarsOf(perMonth)];
  return {
    ...rest,
    ...(day == null ? {} : { dollarsPerDay: day }),
    ...(month == null ? {} : { dollarsPerMonth: month }),
  };
}

function draftOf(agent: AgentConfig | null): Draft {
  const { tools } = agent ?? { tools: { type: "all" } as const };
  const names = tools.type === "all" ? [] : tools.tools;
  return {
    name: agent?.name ?? "",
    avatar: agent?.avatar ?? "",
    model: agent?.model ?? "",
    instructions: agent?.instructions ?? "",
    tools: tools.type === "allow" && names.length === 0 ? "none" : tools.type,
    toolNames: names.join(" "),
    reset: agent?.reset ?? { mode: "manual" },
    shared: agent?.shared ?? false,
    perDay: typedDecimal(agent?.budget.dollarsPerDay),
    perMonth: typedDecimal(agent?.budget.dollarsPerMonth),
  };
}

function policyOf({ tools, toolNames }: Draft): AgentConfig["tools"] {
  const names = toolNames.split(/[\s,;]+/u).filter((name) => name !== "");
  if (tools === "all") return { type: "all" };
  return tools === "none" ? { type: "allow", tools: [] } : { type: tools, tools: names };
}

/** Makes an agent, or changes one. */
export function AgentDialog({
  agent,
  onClose,
  onSaved,
  onDeleted,
}: {
  /** Null: a new one. */
  readonly agent: AgentConfig | null;
  readonly onClose: () => void;
  readonly onSaved: (agentId: string) => void;
  readonly onDeleted?: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const form = useId();
  const me = useSignal(parley.account);
  const [draft, setDraft] = useState(() => draftOf(agent));
  const [tried, setTried] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const name = draft.name.trim();
  const isAdmin = me?.scopes.includes("operator.admin") ?? false;
  const isServers = agent !== null && agent.owner === null;
  const save = useTask(async () => {
    const { instructions, avatar, reset } = draft;
    const budget = budgetOf(draft, agent?.budget ?? {});
    const common = { name, instructions, avatar, tools: policyOf(draft), budget, reset };
    const shared = isServers || draft.shared === (agent?.shared ?? false) ? {} : { shared: draft.shared };
    if (agent === null) {
      const params: ParamsOf<"agents.create"> = {
        ...common,
        ...shared,
        ...(draft.model === "" ? {} : { model: draft.model }),
      };
      const { agentId } = await parley.call("agents.create", params);
      toast({ title: t("created", { name }) });
      onSaved(agentId);
      return;
    }
    const model = draft.model === "" ? null : draft.model;
    await parley.call("agents.update", { agentId: agent.id, ...common, ...shared, model });
    toast({ title: t("saved", { name }) });
    onSaved(agent.id);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name !== "" && dollarsOf(draft.perDay) !== null && dollarsOf(draft.perMonth) !== null) void save.run();
  };
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={agent === null ? t("createTitle") : t("editTitle", { name: agent.name })}
      actions={
        <>
          {agent !== null && !isServers && onDeleted !== undefined && (
            <Button look="plain-danger" className="mr-auto phone:mr-0" onClick={() => setDeleting(true)}>
              {t("deleteAgent")}
            </Button>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button form={form} type="submit" look="primary" busy={save.running && t("saving")}>
            {agent === null ? t("create") : t("save")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="grid gap-5">
        {save.error !== null && <ErrorNote error={save.error} />}
        <TextField
          label={t("name")}
          maxLength={64}
          value={draft.name}
          onChange={(next) => set({ name: next })}
          error={tried && name === "" ? t("nameMissing") : undefined}
        />
        <PictureField id={agent?.id ?? name} name={name} avatar={draft.avatar} onChange={(avatar) => set({ avatar })} />
        <ModelField model={draft.model} onChange={(model) => set({ model })} />
        <TextArea
          label={t("instructions")}
          hint={t("instructionsHint")}
          rows={7}
          maxLength={20_000}
          value={draft.instructions}
          onChange={(instructions) => set({ instructions })}
        />
        <RadioGroup<Tools>
          label={t("tools")}
          value={draft.tools}
          onChange={(tools) => set({ tools })}
          options={[
            { value: "all", label: t("toolsAll"), hint: t("toolsAllHint") },
            { value: "allow", label: t("toolsAllow") },
            { value: "deny", label: t("toolsDeny") },
            { value: "none", label: t("toolsNone"), hint: t("toolsNoneHint") },
          ]}
        />
        {(draft.tools === "allow" || draft.tools === "deny") && (
          <TextField
            label={t("toolNames")}
            hint={t("toolNamesHint")}
            mono
            autoCapitalize="off"
            spellCheck={false}
            value={draft.toolNames}
            onChange={(toolNames) => set({ toolNames })}
          />
        )}
        <BudgetFields draft={draft} set={set} />
        <ResetField reset={draft.reset} onChange={(reset) => set({ reset })} />
        {isAdmin && !isServers && (
          <RadioGroup<"me" | "all">
            label={t("who")}
            value={draft.shared ? "all" : "me"}
            onChange={(who) => set({ shared: who === "all" })}
            options={[
              { value: "me", label: t("onlyMe") },
              { value: "all", label: t("everyone"), hint: t("everyoneHint") },
            ]}
          />
        )}
      </form>
      {deleting && agent !== null && (
        <DeleteAgent agent={agent} onClose={() => setDeleting(false)} onDeleted={() => onDeleted?.()} />
      )}
    </Dialog>
  );
}

function BudgetFields({ draft, set }: { readonly draft: Draft; readonly set: (part: Partial<Draft>) => void }) {
  const t = useStrings(strings);
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 font-medium text-13 text-ink">{t("budget")}</legend>
      <p className="-mt-1.5 text-12 text-ink-2">{t("budgetHint")}</p>
      <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
        <TextField
          label={t("perDay")}
          inputMode="decimal"
          value={draft.perDay}
          onChange={(perDay) => set({ perDay })}
          error={dollarsOf(draft.perDay) === null ? t("amountWrong") : undefined}
        />
        <TextField
          label={t("perMonth")}
          inputMode="decimal"
          value={draft.perMonth}
          onChange={(perMonth) => set({ perMonth })}
          error={dollarsOf(draft.perMonth) === null ? t("amountWrong") : undefined}
        />
      </div>
    </fieldset>
  );
}

function DeleteAgent({
  agent,
  onClose,
  onDeleted,
}: {
  readonly agent: AgentConfig;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const remove = useTask(async () => {
    await parley.call("agents.delete", { agentId: agent.id });
    toast({ title: t("deleted", { name: agent.name }) });
    onDeleted();
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("deleteTitle", { name: agent.name })}
      description={t("deleteAbout")}
      actions={
        <>
          <Button onClick={onClose}>{t("keepAgent")}</Button>
          <Button look="danger" busy={remove.running && t("removing")} onClick={() => void remove.run()}>
            {t("deleteAgent")}
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
  );
}
