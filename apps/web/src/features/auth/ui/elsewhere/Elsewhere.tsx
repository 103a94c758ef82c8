import type { FoundHomeserver } from "@parley/matrix";
import { type FormEvent, useState } from "react";
import { useMatrix } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { RadioGroup } from "../../../../ui/RadioGroup.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { SignUpThere } from "./SignUpThere.tsx";
import { WaysThere } from "./WaysThere.tsx";

/** Signing in to another homeserver: which one, then how. */
export function Elsewhere({
  allowed,
  onBack,
}: {
  readonly allowed: "any" | readonly string[];
  readonly onBack: () => void;
}) {
  const [found, setFound] = useState<FoundHomeserver | null>(null);
  const [making, setMaking] = useState(false);
  if (found === null) return <Choose allowed={allowed} onFound={setFound} onBack={onBack} />;
  if (making) return <SignUpThere found={found} onBack={() => setMaking(false)} />;
  return <WaysThere found={found} onSignUp={() => setMaking(true)} onBack={() => setFound(null)} />;
}

function Choose({
  allowed,
  onFound,
  onBack,
}: {
  readonly allowed: "any" | readonly string[];
  readonly onFound: (found: FoundHomeserver) => void;
  readonly onBack: () => void;
}) {
  const t = useStrings(strings);
  const matrix = useMatrix();
  const names = allowed === "any" ? [] : allowed;
  const [typed, setTyped] = useState(names[0] ?? "");
  const [tried, setTried] = useState(false);
  const task = useTask(async () => onFound(await matrix.elsewhere.find(typed)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.trim() !== "") void task.run();
  };
  return (
    <Box
      title={t("elsewhereTitle")}
      about={t("elsewhereAbout")}
      below={<QuietButton onClick={onBack}>{t("backToOwn")}</QuietButton>}
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {task.error !== null && <ErrorNote error={task.error} />}
        {names.length > 0 ? (
          <RadioGroup
            label={t("homeserver")}
            value={typed}
            onChange={setTyped}
            options={names.map((name) => ({ value: name, label: name.replace(/^https?:\/\//, "") }))}
          />
        ) : (
          <TextField
            label={t("homeserver")}
            value={typed}
            onChange={setTyped}
            hint={t("homeserverHint")}
            error={tried && typed.trim() === "" ? t("homeserverMissing") : undefined}
            inputMode="url"
            maxLength={255}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            autoFocus
          />
        )}
        <Button
          type="submit"
          look="primary"
          size="lg"
          wide
          busy={task.running && t("lookingForHomeserver")}
          className="mt-2"
        >
          {t("goOn")}
        </Button>
      </form>
    </Box>
  );
}
