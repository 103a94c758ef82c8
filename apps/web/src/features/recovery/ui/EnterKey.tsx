import { type FormEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";

/** Takes the recovery key on a device that cannot read earlier messages yet. Never a password field: it is no password. */
export function EnterKey({
  onEntered,
  onLost,
  onLater,
}: {
  readonly onEntered: () => void;
  readonly onLost: () => void;
  readonly onLater: () => void;
}) {
  const t = useStrings(strings);
  const { encryption } = useSession();
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const unlock = useTask(async () => {
    await encryption.restore(typed.trim());
    onEntered();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.trim() !== "") void unlock.run();
  };
  return (
    <Box title={t("enterTitle")} about={t("enterAbout")}>
      <form noValidate onSubmit={submit} className="grid gap-4">
        {unlock.error !== null && <ErrorNote error={unlock.error} />}
        <TextArea
          label={t("keyLabel")}
          value={typed}
          onChange={setTyped}
          rows={2}
          mono
          maxLength={512}
          hint={t("enterHint")}
          error={tried && typed.trim() === "" ? t("enterMissing") : undefined}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey) submit(event);
          }}
        />
        <div className="mt-2 grid gap-2">
          <Button type="submit" look="primary" size="lg" wide busy={unlock.running && t("unlocking")}>
            {t("unlock")}
          </Button>
          <Button look="ghost" size="lg" wide onClick={onLater}>
            {t("notNow")}
          </Button>
        </div>
        <Button look="ghost" onClick={onLost} className="justify-self-center">
          {t("lost")}
        </Button>
      </form>
    </Box>
  );
}
