import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Section } from "../../../ui/Row.tsx";
import { faultsIn, hasComments } from "../model/faults.ts";
import { type Drafts, type Field, fieldsOf, isChanged, patchOf, typedOf } from "../model/fields.ts";
import { strings } from "../strings/index.ts";
import { Faults } from "./Faults.tsx";
import { FormField } from "./FormField.tsx";
import { Newer } from "./Newer.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { groupOf, groups } from "./setting-words.ts";
import type { ConfigRead, Saved } from "./use-config.ts";
import { useDraft } from "./use-draft.ts";

const readDrafts = (value: unknown): Drafts | null =>
  typeof value !== "object" || value === null
    ? null
    : Object.fromEntries(Object.entries(value).map(([name, typed]) => [name, String(typed)]));

/** Every setting in a field of its own, group by group, as the server's schema says. */
export function GatewayForm({
  read: { config, schema },
  onSaved,
  onStale,
  onText,
}: {
  readonly read: ConfigRead;
  readonly onSaved: (saved: Saved) => Promise<void>;
  /** It was written by somebody else meanwhile. */
  readonly onStale: () => Promise<void>;
  readonly onText: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const draft = useDraft("gateway-form", config.hash, readDrafts);
  const drafts = draft.typed ?? {};
  const fields = fieldsOf(schema);
  const changed = fields.filter((field) => isChanged(field, config.config, drafts));
  const patch = patchOf(fields, config.config, drafts);
  const save = useTask(async () => {
    try {
      const saved = await parley.call("config.patch", { raw: JSON.stringify(patch), baseHash: draft.over });
      draft.type(null);
      await onSaved(saved);
    } catch (thrown) {
      if (codeOf(thrown) !== "CONFLICT") throw thrown;
      await onStale();
    }
  });
  const faults = faultsIn(save.error, config.path);
  const faultOf = ({ name }: Field) => faults.find(({ setting }) => setting.split(".")[0] === name)?.message;
  const elsewhere = faults.filter(({ setting }) => !fields.some(({ name }) => setting.split(".")[0] === name));
  const type = (name: string, typed: string) => {
    save.clear();
    draft.type({ ...drafts, [name]: typed });
  };
  const stale = draft.over !== config.hash && changed.length > 0 && !save.running;
  const many = changed.length;
  return (
    <>
      {groups.map((group) => {
        const own = fields.filter((field) => groupOf(field.group) === group);
        if (own.length === 0) return null;
        return (
          <Section key={group} title={t(group)}>
            {own.map((field) => (
              <FormField
                key={field.name}
                field={field}
                typed={drafts[field.name] ?? typedOf(field, config.config)}
                fault={faultOf(field)}
                onType={(typed) => type(field.name, typed)}
                onText={onText}
              />
            ))}
          </Section>
        );
      })}
      <Faults faults={elsewhere} title={t("refused")} />
      {save.error !== null && faults.length === 0 && <Refusal error={save.error} />}
      {many > 0 && (
        <SaveBar
          words={`${t("changes", { n: many })}${hasComments(config.raw ?? "") ? ` ${t("commentsGo")}` : ""}`}
          above={stale && <Newer onTake={() => draft.type(null)} onKeep={draft.rebase} />}
          saving={save.running}
          blocked={patch === null || stale}
          onDiscard={() => {
            save.clear();
            draft.type(null);
          }}
          onSave={() => void save.run()}
        />
      )}
    </>
  );
}

/** Why nothing was written, where no line is at fault. */
export function Refusal({ error }: { readonly error: unknown }) {
  const t = useStrings(strings);
  return (
    <div className="mt-3">
      <ErrorNote error={error} {...(codeOf(error) === "MISSING_SCOPE" ? { words: t("guarded") } : {})} />
    </div>
  );
}
