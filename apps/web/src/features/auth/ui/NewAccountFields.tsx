import { useEffect, useState } from "react";
import { useMatrix } from "../../../shared/contexts.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { passwordStrength } from "../model/password.ts";
import { asUsername, longestName, usernameFault } from "../model/username.ts";
import { strings } from "../strings/index.ts";

const askAfterMs = 400;

/** Name and password of an account to be made, checked as they are typed and again when the form is sent. */
export function NewAccountFields({
  name,
  password,
  onName,
  onPassword,
  serverName,
  homeserverUrl,
  tried,
  taken,
  autoFocus = false,
}: {
  readonly name: string;
  readonly password: string;
  readonly onName: (name: string) => void;
  readonly onPassword: (password: string) => void;
  readonly serverName: string | null;
  /** Null: it does not run yet and cannot be asked. */
  readonly homeserverUrl: string | null;
  /** The form was sent once: say what is missing. */
  readonly tried: boolean;
  /** A name that the homeserver refused when the account was made. */
  readonly taken: string | null;
  readonly autoFocus?: boolean;
}) {
  const t = useStrings(strings);
  // What is typed stays as it is while it is typed: letters that change under the fingers look like a fault.
  const username = asUsername(name);
  const fault = usernameFault(username, serverName);
  const state = useUsernameState(homeserverUrl, fault === null ? username : "");
  const strength = passwordStrength(password, username);
  const id = `@${username}:${serverName ?? "localhost"}`;
  const shownId = <span className="wrap-anywhere font-mono">{id}</span>;
  const nameError =
    taken !== null && taken === username
      ? t("nameTaken")
      : fault === "missing"
        ? tried && t("nameMissing")
        : fault === "signs"
          ? t("nameSigns")
          : fault === "long"
            ? t("nameLong", { most: longestName(serverName) })
            : state === "taken"
              ? t("nameTaken")
              : state === "invalid" && t("nameSigns");
  const nameHint =
    username === ""
      ? t("nameHintEmpty")
      : t.rich(state === "ok" ? "nameFree" : username === name.trim() ? "nameHint" : "nameSmall", { id: shownId });
  const hints = {
    empty: t("passwordChoose"),
    short: t("passwordShort"),
    weak: t("passwordWeak"),
    fair: t("passwordFair"),
    strong: t("passwordStrong"),
  };
  const tooShort = strength === "short" || strength === "empty";
  return (
    <>
      <TextField
        label={t("yourName")}
        dir="auto"
        value={name}
        onChange={onName}
        onBlur={() => onName(username)}
        error={nameError || undefined}
        hint={nameError ? undefined : nameHint}
        name="username"
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
        error={tried && tooShort ? t("passwordShort") : undefined}
        hint={
          tried && tooShort ? undefined : (
            <span className="flex items-center gap-2">
              <Meter strength={strength} />
              {hints[strength]}
            </span>
          )
        }
        name="password"
        autoComplete="new-password"
      />
    </>
  );
}

/** Four marks; the words beside them say the same. */
function Meter({ strength }: { readonly strength: keyof typeof marks }) {
  if (strength === "empty") return null;
  return (
    <span aria-hidden="true" className="flex shrink-0 gap-0.5">
      {[1, 2, 3, 4].map((mark) => (
        <span
          key={mark}
          className={`h-1 w-3 rounded-full ${mark <= marks[strength] ? (marks[strength] > 2 ? "bg-good" : "bg-warn") : "bg-line"}`}
        />
      ))}
    </span>
  );
}
const marks = { empty: 0, short: 1, weak: 2, fair: 3, strong: 4 };

function useUsernameState(homeserverUrl: string | null, name: string): "ok" | "taken" | "invalid" | null {
  const matrix = useMatrix();
  const [answer, setAnswer] = useState<{ name: string; state: "ok" | "taken" | "invalid" } | null>(null);
  useEffect(() => {
    if (homeserverUrl === null || name === "") return;
    let here = true;
    const timer = setTimeout(() => {
      matrix
        .usernameState(homeserverUrl, name)
        .then((state) => {
          if (here) setAnswer({ name, state });
        })
        // Not knowing is no fault: the homeserver says it again when the account is made.
        .catch(() => {});
    }, askAfterMs);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [matrix, homeserverUrl, name]);
  return answer !== null && answer.name === name ? answer.state : null;
}
