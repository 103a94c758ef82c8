import type { SignUpAnswer, SignUpStage } from "@parley/matrix";
import { ExternalLink } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Checkbox } from "../../../../ui/Checkbox.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { strings } from "../../strings/index.ts";

/** What a homeserver asks for before it makes an account. */
export function Stage({
  stage,
  host,
  busy,
  onAnswer,
}: {
  readonly stage: SignUpStage;
  readonly host: string;
  readonly busy: boolean;
  readonly onAnswer: (answer: SignUpAnswer) => void;
}) {
  const t = useStrings(strings);
  const [token, setToken] = useState("");
  const [accepted, setAccepted] = useState(false);
  const [opened, setOpened] = useState(false);
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    if (stage.stage === "token") {
      if (token.trim() !== "") onAnswer({ stage: "token", token });
    } else if (stage.stage === "terms") {
      if (accepted) onAnswer({ stage: "terms" });
    } else if (opened) onAnswer({ stage: "page" });
  };
  const link =
    "inline-flex items-center gap-1.5 font-medium text-accent underline-offset-4 hover:underline touch:min-h-11";
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {stage.stage === "token" && (
        <TextField
          label={t("tokenLabel")}
          value={token}
          onChange={setToken}
          hint={t("tokenHint", { name: host })}
          error={tried && token.trim() === "" ? t("tokenMissing") : undefined}
          maxLength={128}
          mono
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
        />
      )}
      {stage.stage === "terms" && (
        <>
          <p className="text-14 text-ink">{t("termsAbout", { name: host })}</p>
          <ul className="grid gap-1 text-14">
            {stage.policies.map(({ name, url }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noopener noreferrer" className={link}>
                  {name}
                  <ExternalLink aria-hidden="true" className="size-4" strokeWidth={1.75} />
                </a>
              </li>
            ))}
          </ul>
          <Checkbox checked={accepted} onChange={setAccepted} label={t("termsAccept")} />
          {tried && !accepted && (
            <p role="alert" className="text-13 text-danger">
              {t("termsMissing")}
            </p>
          )}
        </>
      )}
      {stage.stage === "page" && (
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
            <ExternalLink aria-hidden="true" className="size-4" strokeWidth={1.75} />
          </a>
          {tried && !opened && (
            <p role="alert" className="text-13 text-danger">
              {t("pageMissing")}
            </p>
          )}
        </>
      )}
      <Button type="submit" look="primary" size="lg" wide busy={busy && t("makingAccount")} className="mt-2">
        {t("goOn")}
      </Button>
    </form>
  );
}
