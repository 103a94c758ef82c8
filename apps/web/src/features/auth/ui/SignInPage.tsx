import { type FormEvent, useEffect, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { signIn } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box, QuietButton } from "./Box.tsx";
import { CredentialFields } from "./CredentialFields.tsx";
import { useDiscovery } from "./use-discovery.ts";
import { useWaysIn } from "./use-ways-in.ts";

/** Name and password of an account that exists; where the owner allows it, the way to another homeserver. */
export function SignInPage() {
  const t = useStrings(strings);
  const { found, silent } = useDiscovery();
  const { ports, deviceName } = useWaysIn();
  const access = useAccess();
  const navigation = useNavigation();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && password !== "") void task.run();
  };

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
          {t("forgot")}
        </div>
      }
    >
      <form noValidate onSubmit={submit} className="grid gap-4">
        {access.notice !== null && task.error === null && (
          <Banner tone="info" shape="card">
            {access.notice === "signed-out" ? t("noticeSignedOut") : t("noticeStoreLost")}
          </Banner>
        )}
        {task.error !== null && <ErrorNote error={task.error} />}
        {silent && <Banner shape="card">{t("serverSilent")}</Banner>}
        {!silent && homeserver !== null && !ready && (
          <Banner shape="card" tone={homeserver.state === "starting" ? "info" : "warning"}>
            {homeserver.state === "starting" ? t("homeserverStarting") : t("homeserverDown")}
          </Banner>
        )}
        <CredentialFields
          name={name}
          password={password}
          onName={setName}
          onPassword={setPassword}
          tried={tried}
          autoFocus
        />
        <Button
          type="submit"
          look="primary"
          size="lg"
          wide
          busy={task.running && t("signingIn")}
          disabled={homeserver === null || !ready}
          className="mt-2"
        >
          {t("signInAction")}
        </Button>
      </form>
    </Box>
  );
}
