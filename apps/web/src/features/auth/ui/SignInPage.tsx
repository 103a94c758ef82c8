import { useEffect, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { signIn } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box, QuietButton } from "./Box.tsx";
import { CredentialFields } from "./CredentialFields.tsx";
import { EntryForm } from "./EntryForm.tsx";
import { OwnWaysIn } from "./OwnWaysIn.tsx";
import { useOurHomeserver } from "./use-our-homeserver.ts";
import { useWaysIn } from "./use-ways-in.ts";

/** Name and password of an account that exists; where the owner allows it, the way to another homeserver. */
export function SignInPage() {
  const t = useStrings(strings);
  const { found, silent, ways } = useOurHomeserver();
  const { ports, deviceName } = useWaysIn();
  const access = useAccess();
  const navigation = useNavigation();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const homeserver = found?.homeserver ?? null;
  const ready = homeserver?.state === "ready" || homeserver?.state === "unconfigured";

  const task = useTask(async () => {
    if (homeserver === null) return;
    const session = await signIn(ports, { name: name.trim(), password, deviceName }, homeserver.baseUrl);
    access.enter(session);
    navigation.go({ at: "chats" }, { replace: true });
  });
  // One device would run two accounts, and signing out of one would open the other.
  const isMember = access.session !== null && !task.running;
  useEffect(() => {
    if (isMember) navigation.go({ at: "chats" }, { replace: true });
  }, [isMember, navigation]);
  const takesPassword = ways === null || (ways !== "asking" && ways.password);

  if (isMember) return null;
  const others = found?.otherHomeservers ?? "none";
  if (found?.setup === "needed") return <Box title={t("linkMissingTitle")} about={t("linkMissing")} />;
  return (
    <Box
      title={t("signInTitle")}
      about={homeserver?.serverName ? t("signInAbout", { server: homeserver.serverName }) : t("signInAboutUnknown")}
      below={
        <div className="grid justify-items-start gap-3">
          {others !== "none" && (
            <QuietButton onClick={() => navigation.go({ at: "sign-in", elsewhere: "" })}>{t("useAnother")}</QuietButton>
          )}
          {takesPassword && t("forgot")}
        </div>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {access.notice !== null && task.error === null && (
          <Banner tone="info" shape="card">
            {access.notice === "signed-out" ? t("noticeSignedOut") : t("noticeStoreLost")}
          </Banner>
        )}
        {silent && <Banner shape="card">{t("serverSilent")}</Banner>}
        {!silent && homeserver !== null && !ready && (
          <Banner shape="card" tone={homeserver.state === "starting" ? "info" : "warning"}>
            {homeserver.state === "starting" ? t("homeserverStarting") : t("homeserverDown")}
          </Banner>
        )}
        <OwnWaysIn ways={ways} next="chats" canCreate={false} />
        {takesPassword && (
          <EntryForm
            action={t("signInAction")}
            fits={name.trim() !== "" && password !== ""}
            error={task.error}
            busy={task.running && t("signingIn")}
            disabled={homeserver === null || !ready}
            faulty={codeOf(task.error) === "MATRIX_WRONG_PASSWORD" ? "password" : undefined}
            onSend={() => void task.run()}
          >
            {(tried) => (
              <CredentialFields
                name={name}
                password={password}
                onName={setName}
                onPassword={setPassword}
                tried={tried}
                autoFocus
              />
            )}
          </EntryForm>
        )}
      </div>
    </Box>
  );
}
