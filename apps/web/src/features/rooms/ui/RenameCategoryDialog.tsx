import type { Arrangement } from "@parley/matrix";
import { type FormEvent, useId, useState } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

/** Gives a category another name. */
export function RenameCategoryDialog({
  category,
  onRename,
  onClose,
}: {
  readonly category: Arrangement;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const [name, setName] = useState(category.name);
  const form = useId();
  const wanted = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === "") return;
    onRename(wanted);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("renameCategory")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" form={form}>
            {t("rename")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          label={t("categoryName")}
          value={name}
          onChange={setName}
          maxLength={80}
          error={wanted === "" ? t("nameNeeded") : undefined}
          autoFocus
          autoComplete="off"
          dir="auto"
        />
      </form>
    </Dialog>
  );
}
