import type { ResultOf } from "@parley/protocol";
import { type FormEvent, useEffect, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useCalmWait } from "../../../ui/Skeleton.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { passwordStrength } from "../model/password.ts";
import { localpartOf, usernameFault } from "../model/username.ts";
import { acceptInvite, type InviteStep } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box, QuietButton } from "./Box.tsx";
import { NewAccountFields } from "./NewAccountFields.tsx";
import { CredentialFields } from "./SignInPage.tsx";
import { Steps } from "./Steps.tsx";
import { useDiscovery } from "./use-discovery.ts";
import { useLinkCode } from "./use-link-code.ts";
import { useWaysIn } from "./use-ways-in.ts";

type Look = ResultOf<"invites.look">;

/** Where an invitation link leads: who invites, to what, and the way in. */
export function InvitePage() {
  const t = useStrings(strings);
  const code = useLinkCode();
  const parley = useParley();
  const [look, setLook] = useState<Look | null>(null);
  const task = useTask(async () => {
    if (code !== null) setLook(await parley.call("invites.look", { code }));
  });
  const { run } = task;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is another look
  useEffect(() => {
    void run();
  }, [run, code]);
  const slow = useCalmWait(look === null && task.error === null);

  if (code === null) return <Box title={t("inviteMissingTitle")} about={t("inviteMissing")} />;
  if (codeOf(task.error) === "CODE_REFUSED") {
    return <Box title={t("inviteRefusedTitle")} about={t("inviteRefused")} />;
  }
  if (task.error !== null) {
    return (
      <Box title={t("signInTitle")}>
        <ErrorNote error={task.error} onRetry={() => void task.run()} />
      </Box>
    );
  }
  if (look === null) {
    return (
      <main className="grid h-full place-items-center bg-list">{slow && <Spinner>{t("inviteLooking")}</Spinner>}</main>
    );
  }
  return <Accept code={code} look={look} />;
}

function Accept({ code, look }: { readonly code: string; readonly look: Look }) {
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
      access.enter(session);
      const target = spaceId === null ? ({ at: "chats" } as const) : ({ at: "space", spaceId } as const);
      navigation.go(here === null && isNew ? { at: "recovery" } : target, { replace: true });
    } catch (error) {
      if (codeOf(error) === "CODE_REFUSED") setRefused(true);
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
