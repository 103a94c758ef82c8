import { useStrings } from "../../../shared/use-strings.ts";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

/** Name and password, as password managers know them. */
export function CredentialFields({
  name,
  password,
  onName,
  onPassword,
  tried,
  autoFocus = false,
}: {
  readonly name: string;
  readonly password: string;
  readonly onName: (name: string) => void;
  readonly onPassword: (password: string) => void;
  readonly tried: boolean;
  readonly autoFocus?: boolean;
}) {
  const t = useStrings(strings);
  return (
    <>
      <TextField
        label={t("nameOrId")}
        value={name}
        onChange={onName}
        error={tried && name.trim() === "" ? t("nameMissing") : undefined}
        name="username"
        maxLength={255}
        autoComplete="username"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        autoFocus={autoFocus}
      />
      <PasswordField
        label={t("password")}
        value={password}
        onChange={onPassword}
        error={tried && password === "" ? t("passwordMissing") : undefined}
        name="password"
        autoComplete="current-password"
      />
    </>
  );
}
