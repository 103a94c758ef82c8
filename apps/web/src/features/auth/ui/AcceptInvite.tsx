import type { ResultOf } from "@parley/protocol";
import { useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { entrance } from "../../../shared/entrance.ts";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { fitsNewAccount } from "../model/new-account.ts";
import { asUsername, inviterOf } from "../model/username.ts";
import { acceptInvite, type InviteStep } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box, QuietButton } from "./Box.tsx";
import { EntryFields } from "./EntryFields.tsx";
import { EntryForm } from "./EntryForm.tsx";
import { OwnWaysIn } from "./OwnWaysIn.tsx";
import { Steps } from "./Steps.tsx";
import { forgetLinkCode } from "./use-link-code.ts";
import { useOurHomeserver } from "./use-our-homeserver.ts";
import { useWaysIn } from "./use-ways-in.ts";

export type Look = ResultOf<"invites.look">;

/** The way into a space for someone new, someone with an account, or someone who is here already. */
export function AcceptInvite({
  code,
  look,
  onSend,
}: {
  readonly code: string;
  readonly look: Look;
  readonly onSend: () => void;
}) {
  const t = useStrings(strings);
  const { found, ways } = useOurHomeserver();
  const { ports, deviceName } = useWaysIn();
  const access = useAccess();
  const navigation = useNavigation();
  const here = ports.session;
  const pages = here === null && ways !== "asking" ? ways : null;
  // Accounts of a homeserver with a page of its own are made there.
  const canSignUp = look.canSignUp && pages?.oauth == null;
  const [wantsNew, setWantsNew] = useState(true);
  const isNew = canSignUp && wantsNew;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [taken, setTaken] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [step, setStep] = useState<InviteStep>("account");
  const space = look.spaceName;

  const username = isNew ? asUsername(name) : name.trim();

  const task = useTask(async () => {
    try {
      const { session, spaceId } = await acceptInvite(
        ports,
        {
          code,
          homeserverUrl: found?.homeserver.baseUrl ?? location.origin,
          credentials: here === null ? { name: username, password, deviceName, isNew } : null,
        },
        setStep,
      );
      const target = spaceId === null ? ({ at: "chats" } as const) : await entrance(session, spaceId, ports.clock);
      forgetLinkCode();
      access.enter(session);
      navigation.go(here === null && isNew ? { at: "recovery" } : target, { replace: true });
    } catch (error) {
      if (codeOf(error) === "CODE_REFUSED") {
        // A reload of the tab would only ask for it again.
        forgetLinkCode();
        setRefused(true);
      }
      if (codeOf(error) === "MATRIX_USERNAME_TAKEN") setTaken(username);
      throw error;
    }
  });
  const wrong =
    here === null &&
    (isNew
      ? !fitsNewAccount({ username, password, serverName: look.serverName, taken })
      : username === "" || password === "");

  if (refused) return <Box title={t("inviteRefusedTitle")} about={t("inviteRefused")} />;
  if (task.running) {
    return (
      <Box title={t("stepsInviteTitle", { space })}>
        <Steps
          current={step}
          lines={[
            { step: "account", label: isNew && here === null ? t("stepInviteAccount") : t("stepSignIn") },
            { step: "admit", label: t("stepAdmit") },
            { step: "waiting", label: t("stepWaiting"), hint: t("stepWaitingHint") },
            { step: "join", label: t("stepJoin", { space }) },
          ]}
        />
      </Box>
    );
  }
  const about =
    here !== null ? t("signedInAs", { id: here.account.userId }) : isNew ? t("inviteAbout") : t("inviteAboutSignIn");
  return (
    <Box
      title={t("inviteTitle", { who: inviterOf(look), space })}
      about={about}
      leaves={here !== null}
      below={
        here === null && canSignUp ? (
          <QuietButton
            onClick={() => {
              setWantsNew(!wantsNew);
              task.clear();
            }}
          >
            {isNew ? t("haveAccount") : t("newHere")}
          </QuietButton>
        ) : undefined
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {here === null && !look.canSignUp && (
          <Banner tone="info" shape="card">
            {t("inviteNoSignUp", { server: look.serverName })}
          </Banner>
        )}
        {here === null && (ways === "asking" || !isNew) && <OwnWaysIn ways={ways} next="invite" />}
        {(here !== null || (ways !== "asking" && (isNew || pages === null || pages.password))) && (
          <EntryForm
            key={String(isNew)}
            action={<span className="truncate">{t("joinAction", { space })}</span>}
            fits={!wrong}
            error={taken !== null && taken === username ? null : task.error}
            faulty={codeOf(task.error) === "MATRIX_WRONG_PASSWORD" ? "password" : undefined}
            onSend={() => {
              onSend();
              void task.run();
            }}
          >
            {(tried) =>
              here === null && (
                <EntryFields
                  isNew={isNew}
                  name={name}
                  password={password}
                  onName={setName}
                  onPassword={setPassword}
                  serverName={look.serverName}
                  homeserverUrl={found?.homeserver.baseUrl ?? null}
                  tried={tried}
                  taken={taken}
                  autoFocus
                />
              )
            }
          </EntryForm>
        )}
      </div>
    </Box>
  );
}
