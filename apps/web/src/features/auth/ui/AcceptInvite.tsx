import type { ResultOf } from "@parley/protocol";
import { type FormEvent, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { passwordStrength } from "../model/password.ts";
import { localpartOf, usernameFault } from "../model/username.ts";
import { acceptInvite, type InviteStep } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box, QuietButton } from "./Box.tsx";
import { CredentialFields } from "./CredentialFields.tsx";
import { NewAccountFields } from "./NewAccountFields.tsx";
import { Steps } from "./Steps.tsx";
import { useDiscovery } from "./use-discovery.ts";
import { forgetLinkCode } from "./use-link-code.ts";
import { useWaysIn } from "./use-ways-in.ts";

export type Look = ResultOf<"invites.look">;

/** The way into a space for someone new, someone with an account, or someone who is here already. */
export function AcceptInvite({ code, look }: { readonly code: string; readonly look: Look }) {
  const t = useStrings(strings);
  const { found } = useDiscovery();
  const { ports, deviceName } = useWaysIn();
  const access = useAccess();
  const navigation = useNavigation();
  const [isNew, setIsNew] = useState(look.canSignUp);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [step, setStep] = useState<InviteStep>("account");
  const here = ports.session;
  const space = look.spaceName;

  const task = useTask(async () => {
    try {
      const { session, spaceId } = await acceptInvite(
        ports,
        {
          code,
          homeserverUrl: found?.homeserver.baseUrl ?? location.origin,
          credentials: here === null ? { name: name.trim(), password, deviceName, isNew } : null,
        },
        setStep,
      );
      forgetLinkCode();
      access.enter(session);
      const target = spaceId === null ? ({ at: "chats" } as const) : ({ at: "space", spaceId } as const);
      navigation.go(here === null && isNew ? { at: "recovery" } : target, { replace: true });
    } catch (error) {
      if (codeOf(error) === "CODE_REFUSED") {
        // A reload of the tab would only ask for it again.
        forgetLinkCode();
        setRefused(true);
      }
      if (codeOf(error) === "MATRIX_USERNAME_TAKEN") setTaken(name);
      throw error;
    }
  });
  const wrong =
    here === null &&
    (isNew
      ? usernameFault(name, look.serverName) !== null ||
        ["empty", "short"].includes(passwordStrength(password, name)) ||
        taken === name
      : name.trim() === "" || password === "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong) void task.run();
  };

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
      title={t("inviteTitle", { who: localpartOf(look.invitedBy), space })}
      about={about}
      below={
        here === null && look.canSignUp ? (
          <QuietButton
            onClick={() => {
              setIsNew(!isNew);
              setTried(false);
              task.clear();
            }}
          >
            {isNew ? t("haveAccount") : t("newHere")}
          </QuietButton>
        ) : undefined
      }
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {task.error !== null && taken !== name && <ErrorNote error={task.error} />}
        {here === null && !look.canSignUp && (
          <Banner tone="info" shape="card">
            {t("inviteNoSignUp", { server: look.serverName })}
          </Banner>
        )}
        {here === null &&
          (isNew ? (
            <NewAccountFields
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
          ) : (
            <CredentialFields
              name={name}
              password={password}
              onName={setName}
              onPassword={setPassword}
              tried={tried}
              autoFocus
            />
          ))}
        <Button type="submit" look="primary" size="lg" wide className="mt-2">
          <span className="truncate">{t("joinAction", { space })}</span>
        </Button>
      </form>
    </Box>
  );
}
