import type { SignUpAnswer, SignUpStage } from "@parley/matrix";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { codeOf } from "../../../../shared/explain.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Checkbox } from "../../../../ui/Checkbox.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { strings } from "../../strings/index.ts";
import { EntryForm } from "../EntryForm.tsx";
import { EmailStage } from "./EmailStage.tsx";

/** What a homeserver asks for before it makes an account. */
export function Stage({
  stage,
  host,
  busy,
  error,
  onAnswer,
  onLook,
}: {
  readonly stage: SignUpStage;
  readonly host: string;
  readonly busy: boolean;
  /** What it said of the last answer. */
  readonly error: unknown;
  readonly onAnswer: (answer: SignUpAnswer) => void;
  readonly onLook: () => void;
}) {
  const t = useStrings(strings);
  const [token, setToken] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const [accepted, setAccepted] = useState(false);
  const [opened, setOpened] = useState(false);
  const [answered, setAnswered] = useState(false);
  if (stage.stage === "email") {
    const { sentTo } = stage;
    return <EmailStage key={sentTo} {...{ host, sentTo, busy, error, onAnswer, onLook }} />;
  }
  const tokenRefused = codeOf(error) === "MATRIX_REGISTRATION_TOKEN" && refused === token;
  const fits = stage.stage === "token" ? token.trim() !== "" : stage.stage === "terms" ? accepted : opened;
  const send = () => {
    setRefused(token);
    setAnswered(true);
    onAnswer(stage.stage === "token" ? { stage: "token", token } : { stage: stage.stage });
  };
  const link =
    "inline-flex items-center gap-1.5 font-medium text-accent underline-offset-4 hover:underline touch:min-h-11";
  const out = <ExternalLink aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  return (
    <EntryForm
      action={t("goOn")}
      fits={fits}
      // Said beside the field: it is about that and nothing else.
      error={codeOf(error) === "MATRIX_REGISTRATION_TOKEN" ? null : error}
      busy={busy && t("makingAccount")}
      onSend={send}
    >
      {(tried) =>
        stage.stage === "token" ? (
          <TokenField
            value={token}
            onChange={setToken}
            host={host}
            error={tokenRefused ? t("tokenRefused", { name: host }) : tried && !fits && t("tokenMissing")}
            again={tokenRefused && !busy}
          />
        ) : stage.stage === "terms" ? (
          <>
            <p className="text-14 text-ink">{t("termsAbout", { name: host })}</p>
            <ul className="grid gap-1 text-14">
              {stage.policies.map(({ name, url }) => (
                <li key={url}>
                  <a href={url} target="_blank" rel="noopener noreferrer" className={link}>
                    {name}
                    {out}
                  </a>
                </li>
              ))}
            </ul>
            <Checkbox checked={accepted} onChange={setAccepted} label={t("termsAccept")} />
            {tried && !accepted && <Missing>{t("termsMissing")}</Missing>}
          </>
        ) : (
          <>
            <p className="text-14 text-ink">{t("pageAbout", { name: host })}</p>
            <a
              href={stage.url}
              target="_blank"
              rel="noopener noreferrer"
              onClick={() => setOpened(true)}
              className={link}
            >
              {t("openPage", { name: host })}
              {out}
            </a>
            {tried && !opened && <Missing>{t("pageMissing")}</Missing>}
            {answered && !busy && error === null && <Missing>{t("pageNotYet", { name: host })}</Missing>}
          </>
        )
      }
    </EntryForm>
  );
}

function Missing({ children }: { readonly children: string }) {
  return (
    <p role="alert" className="text-13 text-danger">
      {children}
    </p>
  );
}

function TokenField({
  value,
  onChange,
  host,
  error,
  again,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly host: string;
  readonly error: string | false;
  /** It was refused: it is to be entered again. */
  readonly again: boolean;
}) {
  const t = useStrings(strings);
  return (
    <TextField
      key={String(again)}
      label={t("tokenLabel")}
      value={value}
      onChange={onChange}
      hint={error ? undefined : t("tokenHint", { name: host })}
      error={error || undefined}
      name="token"
      maxLength={128}
      mono
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      autoFocus
      onFocus={(event) => {
        if (again) event.currentTarget.select();
      }}
    />
  );
}
