import { type FormEvent, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import type { Conversation } from "../model/lists.ts";
import { strings } from "../strings/index.ts";

/** Gives a conversation a name of one's own; an empty one takes it away. */
export function RenameDialog({
  conversation,
  onClose,
}: {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const form = useId();
  const [label, setLabel] = useState(conversation.label ?? conversation.derivedTitle?.slice(0, 64) ?? "");
  const save = useTask(async () => {
    await parley.call("sessions.patch", { key: conversation.key, label: label.trim() === "" ? null : label.trim() });
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("renameTitle")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button form={form} type="submit" look="primary" busy={save.running && t("saving")}>
            {t("renamed")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save.run();
        }}
        className="grid gap-4"
      >
        {save.error !== null && (
          <ErrorNote error={save.error} {...(codeOf(save.error) === "CONFLICT" ? { words: t("labelTaken") } : {})} />
        )}
        <TextField label={t("label")} maxLength={64} value={label} onChange={setLabel} />
      </form>
    </Dialog>
  );
}

/** Asks before what was said is erased; of the one that an agent always has, before it begins anew. */
export function DeleteDialog({
  conversation,
  isMain,
  onClose,
  onDeleted,
}: {
  readonly conversation: Conversation;
  readonly isMain: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const remove = useTask(async () => {
    if (isMain) await parley.call("sessions.reset", { key: conversation.key });
    else await parley.call("sessions.delete", { key: conversation.key });
    onDeleted();
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("removeTitle")}
      description={t(isMain ? "removeMainAbout" : "removeAbout")}
      actions={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button look="danger" busy={remove.running && t("removing")} onClick={() => void remove.run()}>
            {t(isMain ? "resetConversation" : "removeConversation")}
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
