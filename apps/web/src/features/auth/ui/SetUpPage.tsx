import { useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";
import { AskingWays } from "./AskingWays.tsx";
import { Box } from "./Box.tsx";
import { SetUpForm } from "./SetUpForm.tsx";
import { useLinkCode } from "./use-link-code.ts";
import { useOurHomeserver } from "./use-our-homeserver.ts";

/** The first page after `npm start`: the owner, the name of the server, the first space. */
export function SetUpPage() {
  const t = useStrings(strings);
  const { code, incomplete } = useLinkCode();
  const { found, silent, ways } = useOurHomeserver();
  const [refused, setRefused] = useState<"CODE_REFUSED" | "SETUP_DONE" | null>(null);

  if (found?.setup === "done" || refused === "SETUP_DONE") return <SetUpDone />;
  if (incomplete) {
    return (
      <Box title={t("linkCutTitle")} about={t("linkCut")}>
        <NewLinkCommand />
      </Box>
    );
  }
  if (code === null) return <Box title={t("linkMissingTitle")} about={t("linkMissing")} />;
  if (refused === "CODE_REFUSED") {
    return (
      <Box title={t("linkRefusedTitle")} about={t("linkRefused")}>
        <NewLinkCommand />
      </Box>
    );
  }
  if (found === null) {
    return (
      <Box title={t("setUpTitle")} about={t("setUpAbout")}>
        {silent && <Banner shape="card">{t("serverSilent")}</Banner>}
      </Box>
    );
  }
  if (ways === "asking") {
    return (
      <Box title={t("setUpTitle")} about={t("attachedAbout", { server: found.homeserver.serverName ?? "" })}>
        <AskingWays />
      </Box>
    );
  }
  return (
    <SetUpForm
      code={code}
      serverName={found.homeserver.serverName}
      ways={found.mode === "attached" ? { found: ways } : null}
      onRefused={setRefused}
    />
  );
}

function NewLinkCommand() {
  return (
    <code className="block select-all rounded-8 bg-code px-3 py-2 font-mono text-13 text-ink">
      npm start -- --setup-link
    </code>
  );
}

function SetUpDone() {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { session } = useAccess();
  return (
    <Box title={t("setUpDoneTitle")} about={t("setUpDone")}>
      <Button
        look="primary"
        size="lg"
        wide
        onClick={() => navigation.go(session === null ? { at: "sign-in" } : { at: "chats" }, { replace: true })}
      >
        {t("toSignIn")}
      </Button>
    </Box>
  );
}
