import type { FoundRoom } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

const mostWords = 300;

/** Asks to be let in, with a word where there is room for one; or takes that back. */
export function AskButton({
  room,
  target,
  via,
  wide,
}: {
  readonly room: FoundRoom;
  readonly target: string | undefined;
  readonly via: readonly string[] | undefined;
  readonly wide: boolean;
}) {
  const t = useStrings(strings);
  const { knocks } = useSession();
  const waits = useSignal(knocks.asked).some(({ roomId }) => roomId === room.id);
  const [words, setWords] = useState("");
  // The homeserver has it; the sync may be a moment behind.
  const [asked, setAsked] = useState(room.membership === "knock");
  // From then on it knows, also of an answer.
  const [known, setKnown] = useState(waits);
  useEffect(() => {
    if (waits) setKnown(true);
  }, [waits]);
  const ask = useTask(async () => {
    setKnown(false);
    await knocks.ask(target ?? room.id, via, words);
    setAsked(true);
  });
  const withdraw = useTask(async () => {
    await knocks.withdraw(room.id);
    setAsked(false);
  });
  const error = ask.error ?? withdraw.error;
  return (
    <>
      {waits || (asked && !known) ? (
        <>
          <p role="status" className="text-13 text-ink-2">
            {t(wide ? "askedLong" : "asked")}
          </p>
          <Button wide={wide} busy={withdraw.running && t("withdrawing")} onClick={() => void withdraw.run()}>
            {t("withdraw")}
          </Button>
        </>
      ) : (
        <>
          {wide && (
            <TextField
              className="w-full text-left"
              label={t("askWords")}
              hint={t("askWordsHint")}
              value={words}
              onChange={setWords}
              maxLength={mostWords}
              autoComplete="off"
              dir="auto"
            />
          )}
          <Button look="primary" wide={wide} busy={ask.running && t("asking")} onClick={() => void ask.run()}>
            {t("askIn")}
          </Button>
        </>
      )}
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
