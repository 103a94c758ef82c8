import type { SpaceSummary } from "@parley/matrix";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { inviterOf } from "../model/username.ts";
import { strings } from "../strings/index.ts";
import type { Look } from "./AcceptInvite.tsx";
import { Box } from "./Box.tsx";
import { forgetLinkCode } from "./use-link-code.ts";

/** Whoever is in already is asked nothing, and uses nothing of the invitation up. */
export function Member({ space, id }: { readonly space: SpaceSummary; readonly id: string }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  return (
    <Box title={t("inviteMember", { space: space.name })} about={t("signedInAs", { id })} leaves>
      <Button
        look="primary"
        size="lg"
        wide
        onClick={() => {
          forgetLinkCode();
          navigation.go({ at: "space", spaceId: space.id }, { replace: true });
        }}
      >
        <span className="truncate">{t("inviteOpen", { space: space.name })}</span>
      </Button>
    </Box>
  );
}

/** Of an account that can never come in here. */
export function WrongHome({ look, id }: { readonly look: Look; readonly id: string }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  return (
    <Box
      title={t("inviteTitle", { who: inviterOf(look), space: look.spaceName })}
      about={t("inviteWrongHome", { id, server: look.serverName })}
      leaves
    >
      <Button look="primary" size="lg" wide onClick={() => navigation.go({ at: "chats" }, { replace: true })}>
        {t("toMyChats")}
      </Button>
    </Box>
  );
}
