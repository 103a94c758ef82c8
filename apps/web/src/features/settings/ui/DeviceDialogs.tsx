import type { Device } from "@parley/matrix";
import { type FormEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

/** Signs other devices out, with the password. */
export function SignOutDevices({
  ids,
  onClose,
  onDone,
}: {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const t = useStrings(strings);
  const { own } = useSession();
  const [password, setPassword] = useState("");
  const leave = useTask(async () => {
    await own.signOutDevices(ids, password);
    onDone();
  });
  const form = "sign-out-devices";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") void leave.run();
  };
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("signOutSome", { n: ids.length })}
      description={t("signOutConfirm", { n: ids.length })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            type="submit"
            form={form}
            look="danger"
            disabled={password === ""}
            busy={leave.running && t("signingOutDevices")}
          >
            {t("signOutSome", { n: ids.length })}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="mt-4 grid gap-3">
        {leave.error !== null && <ErrorNote error={leave.error} />}
        <PasswordField
          label={t("yourPassword")}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
      </form>
    </AlertDialog>
  );
}

/** Gives a device a name that one knows it by. */
export function RenameDevice({
  device,
  onClose,
  onDone,
}: {
  readonly device: Device;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const t = useStrings(strings);
  const { own } = useSession();
  const [name, setName] = useState(device.name);
  const rename = useTask(async () => {
    await own.renameDevice(device.id, name.trim());
    onDone();
  });
  const form = "rename-device";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void rename.run();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("renameTitle")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            type="submit"
            form={form}
            look="primary"
            disabled={name.trim() === ""}
            busy={rename.running && t("renaming")}
          >
            {t("renameAction")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="grid gap-3">
        {rename.error !== null && <ErrorNote error={rename.error} />}
        <TextField label={t("deviceName")} value={name} onChange={setName} maxLength={100} />
      </form>
    </Dialog>
  );
}
