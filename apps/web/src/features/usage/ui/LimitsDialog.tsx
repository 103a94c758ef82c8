import type { ResultOf, UsageLimits } from "@parley/protocol";
import { type FormEvent, useEffect, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { draftOf, isMoney, type LimitsDraft, limitFields, limitOf, limitsOf } from "../model/limits-draft.ts";
import { strings } from "../strings/index.ts";

/** What one account may use up, or everybody who has no limits of their own. */
export function LimitsDialog({
  userId,
  onClose,
  onSaved,
}: {
  /** Null: everybody's. */
  readonly userId: string | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const form = useId();
  const [kept, setKept] = useState<ResultOf<"usage.limits"> | null>(null);
  const [draft, setDraft] = useState<LimitsDraft>(draftOf({}));
  const load = useTask(async () => {
    const found = await parley.call("usage.limits", userId === null ? {} : { userId });
    setKept(found);
    setDraft(draftOf(userId === null ? found.standard : found.limits));
  });
  const { run } = load;
  useEffect(() => {
    void run();
  }, [run]);
  const save = useTask(async (limits: UsageLimits | null) => {
    await parley.call("usage.setLimits", { ...(userId === null ? {} : { userId }), limits });
    onSaved();
  });
  const limits = limitsOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (limits !== null && kept !== null) void save.run(limits);
  };
  const about = userId === null ? "dialogAll" : kept?.own ? "dialogOwn" : "dialogStandard";
  return (
    <Dialog
      open
      onClose={onClose}
      title={userId === null ? t("limitsOfAll") : t("limitsOf", { name: userId })}
      {...(kept === null ? {} : { description: t(about) })}
      actions={
        <>
          {userId !== null && kept?.own === true && (
            <Button className="mr-auto phone:mr-0" onClick={() => void save.run(null)}>
              {t("useStandard")}
            </Button>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} look="primary" busy={save.running && t("saving")}>
            {t("save")}
          </Button>
        </>
      }
    >
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      {kept === null && load.error === null && <Spinner>{t("loading")}</Spinner>}
      {kept !== null && (
        <form id={form} onSubmit={submit} className="grid gap-4">
          <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
            {limitFields.map((field) => (
              <TextField
                key={field}
                label={t(field)}
                inputMode={isMoney(field) ? "decimal" : "numeric"}
                autoComplete="off"
                value={draft[field]}
                onChange={(text) => setDraft({ ...draft, [field]: text })}
                error={
                  limitOf(field, draft[field]) === null ? t(isMoney(field) ? "dollarsWrong" : "tokensWrong") : undefined
                }
              />
            ))}
          </div>
          <p className="text-12 text-ink-2">{t("unpricedRefused")}</p>
          {save.error !== null && <ErrorNote error={save.error} />}
        </form>
      )}
    </Dialog>
  );
}
