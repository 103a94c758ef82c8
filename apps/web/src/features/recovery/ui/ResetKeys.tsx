import type { EncryptionState } from "@parley/matrix";
import { type FormEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";

type Missing = Extract<EncryptionState, { state: "broken" }>["missing"];

/** New identity, storage and backup: says what goes and what stays, and takes the password for it. */
export function ResetKeys({
  missing,
  onBack,
  onDone,
}: {
  /** What is broken; null when the person has lost the key. */
  readonly missing: Missing | null;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const t = useStrings(strings);
  const { encryption } = useSession();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const reset = useTask(async () => {
    await encryption.reset(password);
    onDone();
  });
  const names = {
    "cross-signing": t("missingCrossSigning"),
    "secret-storage": t("missingSecretStorage"),
    "backup": t("missingBackup"),
    "backup-key": t("missingBackupKey"),
  };
  const list = new Intl.ListFormat(t.language).format((missing ?? []).map((part) => names[part]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (password !== "") void reset.run();
  };
  return (
    <Box
      title={missing === null ? t("resetTitle") : t("brokenTitle")}
      about={missing === null ? t("resetAbout") : t("brokenAbout", { missing: list })}
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {reset.error !== null && <ErrorNote error={reset.error} />}
        <PasswordField
          label={t("resetPassword")}
          value={password}
          onChange={setPassword}
          error={tried && password === "" ? t("resetPasswordMissing") : undefined}
          autoComplete="current-password"
        />
        <div className="mt-2 grid gap-2">
          <Button look="ghost" size="lg" wide onClick={onBack}>
            {t("back")}
          </Button>
          <Button type="submit" look="danger" size="lg" wide busy={reset.running && t("resetting")}>
            {t("reset")}
          </Button>
        </div>
      </form>
    </Box>
  );
}
