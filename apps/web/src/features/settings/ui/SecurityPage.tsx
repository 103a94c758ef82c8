import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";

/** Where the recovery key stands, and the way to its page. */
export function SecurityPage() {
  const t = useStrings(strings);
  const { encryption } = useSession();
  const navigation = useNavigation();
  const state = useSignal(encryption.state);
  const unsaved = state.state === "ready" && !state.recoveryKeySaved;
  const says = {
    "checking": t("keyChecking"),
    "setting-up": t("keyChecking"),
    "ready": unsaved ? t("keyReadyUnsaved") : t("keyReadySaved"),
    "needs-recovery": t("keyNeeds"),
    "restoring": t("keyRestoring"),
    "broken": t("keyBroken"),
  }[state.state];
  const action = {
    "checking": null,
    "setting-up": null,
    "ready": unsaved ? t("openSave") : t("openManage"),
    "needs-recovery": t("openEnter"),
    "restoring": null,
    "broken": t("openRepair"),
  }[state.state];
  const urgent = unsaved || state.state === "needs-recovery" || state.state === "broken";
  return (
    <Section hint={t("securityAbout")}>
      <Row title={t("keyState")} hint={says}>
        {action !== null && (
          <Button look={urgent ? "primary" : "secondary"} onClick={() => navigation.go({ at: "recovery" })}>
            {action}
          </Button>
        )}
      </Row>
    </Section>
  );
}
