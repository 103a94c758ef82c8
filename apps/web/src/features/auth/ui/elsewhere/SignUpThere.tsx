import type { FoundHomeserver, Session, SignUpAnswer, SignUpElsewhere, SignUpStage } from "@parley/matrix";
import { type FormEvent, useState } from "react";
import { useMatrix } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../../shared/explain.ts";
import type { Place } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { passwordStrength } from "../../model/password.ts";
import { usernameFault } from "../../model/username.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { NewAccountFields } from "../NewAccountFields.tsx";
import { useWaysIn } from "../use-ways-in.ts";
import { Stage } from "./Stage.tsx";

/** A new account on another homeserver: name and password, then whatever that one asks for. */
export function SignUpThere({
  found,
  onEnter,
  onBack,
}: {
  readonly found: FoundHomeserver;
  readonly onEnter: (session: Session, place: Place) => void;
  readonly onBack: () => void;
}) {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const { deviceName } = useWaysIn();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ readonly flow: SignUpElsewhere; readonly stage: SignUpStage } | null>(null);

  const task = useTask(async (flow: SignUpElsewhere, answer: SignUpAnswer | null) => {
    try {
      const next = await flow.go(answer);
      if ("stage" in next) {
        setAsked({ flow, stage: next });
        return;
      }
      onEnter(next, { at: "recovery" });
    } catch (error) {
      if (codeOf(error) === "MATRIX_USERNAME_TAKEN") {
        setTaken(name);
        setAsked(null);
      }
      throw error;
    }
  });
  const wrong =
    usernameFault(name, found.name) !== null ||
    ["empty", "short"].includes(passwordStrength(password, name)) ||
    taken === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong) void task.run(elsewhere.signUp({ found, username: name, password, deviceName }), null);
  };

  const back = (
    <QuietButton
      onClick={() => {
        task.clear();
        if (asked === null) onBack();
        else setAsked(null);
      }}
    >
      {asked === null ? t("haveAccount") : t("changeNameAndPassword")}
    </QuietButton>
  );
  return (
    <Box
      title={t("signUpAt", { name: found.name })}
      about={asked === null ? t("signUpThereAbout") : undefined}
      below={back}
    >
      <div className="grid gap-4">
        {task.error !== null && (asked !== null || taken !== name) && <ErrorNote error={task.error} />}
        {asked !== null ? (
          <Stage
            // A stage that is asked for again keeps what was typed; the next one begins empty.
            key={asked.stage.stage}
            stage={asked.stage}
            host={found.name}
            busy={task.running}
            onAnswer={(answer) => void task.run(asked.flow, answer)}
          />
        ) : (
          <form noValidate onSubmit={submit} className="grid gap-4">
            <NewAccountFields
              name={name}
              password={password}
              onName={setName}
              onPassword={setPassword}
              serverName={found.name}
              homeserverUrl={found.baseUrl}
              tried={tried}
              taken={taken}
              autoFocus
            />
            <Button
              type="submit"
              look="primary"
              size="lg"
              wide
              busy={task.running && t("makingAccount")}
              className="mt-2"
            >
              {t("makeAccount")}
            </Button>
          </form>
        )}
      </div>
    </Box>
  );
}
