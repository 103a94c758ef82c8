import { type FormEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

const shortest = 8;

/** Changes the password; other devices may be signed out with it. */
export function PasswordPage() {
  const t = useStrings(strings);
  const { own, account } = useSession();
  const toast = useToast();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [signOutOthers, setSignOutOthers] = useState(false);
  const [tried, setTried] = useState(false);
  const nextFault = next.length < shortest ? t("passwordShort") : next === current ? t("passwordSame") : undefined;
  const change = useTask(async () => {
    await own.changePassword({ current, next, signOutOthers });
    setCurrent("");
    setNext("");
    setTried(false);
    toast({ title: t("passwordChanged") });
  });
  const wrong = change.error !== null && codeOf(change.error) === "MATRIX_WRONG_PASSWORD";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (current !== "" && nextFault === undefined) void change.run();
  };
  return (
    <form noValidate onSubmit={submit} className="grid max-w-form gap-4">
      <p className="text-14 text-ink-2">{t("passwordAbout")}</p>
      {change.error !== null && !wrong && <ErrorNote error={change.error} />}
      {/* Tells a password manager whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={account.userId} readOnly hidden />
      <PasswordField
        label={t("currentPassword")}
        value={current}
        onChange={(typed) => {
          setCurrent(typed);
          if (wrong) change.clear();
        }}
        error={wrong ? t("passwordWrong") : tried && current === "" ? t("passwordMissing") : undefined}
        autoComplete="current-password"
      />
      <PasswordField
        label={t("newPassword")}
        value={next}
        onChange={setNext}
        hint={t("newPasswordHint")}
        error={tried ? nextFault : undefined}
        autoComplete="new-password"
      />
      <Checkbox
        checked={signOutOthers}
        onChange={setSignOutOthers}
        label={t("signOutOthers")}
        hint={t("signOutOthersHint")}
      />
      <div>
        <Button type="submit" look="primary" busy={change.running && t("changingPassword")}>
          {t("changePassword")}
        </Button>
      </div>
    </form>
  );
}
