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
  const [withdrawn, setWithdrawn] = useState(false);
  // From then on it knows, also of an answer.
  const [known, setKnown] = useState(waits);
  useEffect(() => {
    if (waits) setKnown(true);
  }, [waits]);
  const ask = useTask(async () => {
    setKnown(false);
    setWithdrawn(false);
    await knocks.ask(target ?? room.id, via, words);
    setAsked(true);
  });
  const withdraw = useTask(async () => {
    await knocks.withdraw(room.id);
    setAsked(false);
    setWithdrawn(true);
  });
  const error = ask.error ?? withdraw.error;
  const waiting = waits || (asked && !known);
  const busy = ask.running ? t("asking") : withdraw.running && t("withdrawing");
  // One line and one button through all of it: what is new in a line that stood there is read out, and the focus stays.
  return (
    <>
      <p role="status" className={waiting ? "text-13 text-ink-2" : "sr-only"}>
        {waiting ? t(wide ? "askedLong" : "asked") : withdrawn && t("withdrawn")}
        {busy !== false && <span className="sr-only"> {busy}</span>}
      </p>
      {wide && !waiting && (
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
      <Button
        look={waiting ? "secondary" : "primary"}
        wide={wide}
        busy={busy}
        onClick={() => void (waiting ? withdraw : ask).run()}
      >
        {t(waiting ? "withdraw" : "askIn")}
      </Button>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
