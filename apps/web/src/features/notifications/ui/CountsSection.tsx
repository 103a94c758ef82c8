import { X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { inputLook } from "../../../ui/Field.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";

/** What counts on all devices: the two defaults and the keywords. */
export function CountsSection() {
  const t = useStrings(strings);
  const { notifications } = useSession();
  const rules = useSignal(notifications.rules);
  const change = useTask((of: "directs" | "rooms", level: "all" | "mentions") => notifications.setDefault(of, level));
  const speak = useTask(() => notifications.endSilence());
  const options = [
    { value: "all", label: t("all") },
    { value: "mentions", label: t("mentions") },
  ] as const;
  return (
    <Section title={t("account")} hint={t("accountHint")}>
      {rules.silenced && (
        <Row title={t("silenced")} hint={t("silencedHint")}>
          <Button look="primary" busy={speak.running && t("endSilence")} onClick={() => void speak.run()}>
            {t("endSilence")}
          </Button>
        </Row>
      )}
      {(["directs", "rooms"] as const).map((of) => (
        <Row key={of} title={t(of)} hint={t(of === "directs" ? "directsHint" : "roomsHint")}>
          <RadioGroup
            shape="segments"
            label={t(of)}
            hideLabel
            value={rules[of]}
            onChange={(level) => void change.run(of, level)}
            options={options}
          />
        </Row>
      ))}
      {change.error !== null && <ErrorNote error={change.error} />}
      {speak.error !== null && <ErrorNote error={speak.error} />}
      <Keywords words={rules.keywords} />
    </Section>
  );
}

/** In a rule these stand for any letters: alone they are in every message. */
const anything = /^[*?\s]+$/u;

function Keywords({ words }: { readonly words: readonly string[] }) {
  const t = useStrings(strings);
  const { notifications } = useSession();
  const [word, setWord] = useState("");
  const [all, setAll] = useState(false);
  const id = useId();
  const add = useTask(async (next: string) => {
    await notifications.addKeyword(next);
    setWord("");
  });
  const remove = useTask((old: string) => notifications.removeKeyword(old));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = word.trim();
    setAll(anything.test(next));
    if (next !== "" && !anything.test(next)) void add.run(next);
  };
  const fault = add.error ?? remove.error;
  return (
    <Row stack title={<label htmlFor={id}>{t("keywords")}</label>} hint={t("keywordsHint")}>
      {words.length > 0 && (
        <ul className="flex w-full flex-wrap gap-2">
          {words.map((known) => (
            <li key={known} className="flex min-w-0 max-w-full items-center rounded-control bg-hover pl-2.5 text-14">
              <bdi className="min-w-0 truncate">{known}</bdi>
              <button
                type="button"
                aria-label={t("removeKeyword", { word: known })}
                onClick={() => void remove.run(known)}
                className="grid size-7 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-press hover:text-ink touch:size-11"
              >
                <X aria-hidden="true" className="size-4" strokeWidth={1.75} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex w-full max-w-105 flex-wrap gap-2">
        <input
          id={id}
          value={word}
          maxLength={100}
          placeholder={t("newKeyword")}
          onChange={(event) => {
            setWord(event.currentTarget.value);
            setAll(false);
          }}
          className={`${inputLook} min-w-40 flex-1`}
        />
        <Button type="submit" size="lg" disabled={word.trim() === ""} busy={add.running && t("addKeyword")}>
          {t("addKeyword")}
        </Button>
      </form>
      {all && (
        <p role="alert" className="text-13 text-danger">
          {t("keywordIsAll")}
        </p>
      )}
      {fault !== null &&
        (codeOf(fault) === "MATRIX_TOO_LARGE" ? (
          <p role="alert" className="text-13 text-danger">
            {t("tooManyKeywords")}
          </p>
        ) : (
          <ErrorNote error={fault} />
        ))}
    </Row>
  );
}
