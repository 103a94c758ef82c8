import type { FoundHomeserver, Session, SignUpAnswer, SignUpElsewhere, SignUpStage } from "@parley/matrix";
import { useRef, useState } from "react";
import { useMatrix } from "../../../../shared/contexts.ts";
import { codeOf } from "../../../../shared/explain.ts";
import type { Place } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { fitsNewAccount } from "../../model/new-account.ts";
import { confirmedPath } from "../../model/ticket.ts";
import { asUsername } from "../../model/username.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { EntryForm } from "../EntryForm.tsx";
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
  const [taken, setTaken] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ readonly flow: SignUpElsewhere; readonly stage: SignUpStage } | null>(null);

  /** One question after the other, and none once there is an account: a second answer would be a second device. */
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const made = useRef(false);
  const inTurn = <T,>(ask: () => Promise<T>): Promise<T | null> => {
    const next = last.current.then(() => (made.current ? null : ask()));
    last.current = next.catch(() => {});
    return next;
  };

  const task = useTask(async (flow: SignUpElsewhere, answer: SignUpAnswer | null) => {
    try {
      const next = await inTurn(() => flow.go(answer));
      if (next === null) return;
      if ("stage" in next) {
        setAsked({ flow, stage: next });
        return;
      }
      made.current = true;
      onEnter(next, { at: "recovery" });
    } catch (error) {
      if (codeOf(error) === "MATRIX_USERNAME_TAKEN") {
        setTaken(asUsername(name));
        setAsked(null);
      }
      throw error;
    }
  });
  /** Asks whether the link in the e-mail was opened; nobody waits for it, so that a fault is no news. */
  const look = async (flow: SignUpElsewhere) => {
    const next = await inTurn(() => flow.go({ stage: "email-opened" })).catch(() => null);
    if (next === null) return;
    if (!("stage" in next)) {
      made.current = true;
      onEnter(next, { at: "recovery" });
    } else if (next.stage !== "email") setAsked({ flow, stage: next });
  };
  const username = asUsername(name);
  const begin = () =>
    void task.run(
      elsewhere.signUp({ found, username, password, deviceName, leadsTo: location.origin + confirmedPath }),
      null,
    );

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
      {asked !== null ? (
        <Stage
          // A stage that is asked for again keeps what was typed; the next one begins empty.
          key={asked.stage.stage}
          stage={asked.stage}
          host={found.name}
          busy={task.running}
          error={task.error}
          onAnswer={(answer) => void task.run(asked.flow, answer)}
          onLook={() => {
            if (!task.running) void look(asked.flow);
          }}
        />
      ) : (
        <EntryForm
          action={t("makeAccount")}
          fits={fitsNewAccount({ username, password, serverName: found.name, taken })}
          error={taken === username ? null : task.error}
          busy={task.running && t("makingAccount")}
          onSend={begin}
        >
          {(tried) => (
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
          )}
        </EntryForm>
      )}
    </Box>
  );
}
