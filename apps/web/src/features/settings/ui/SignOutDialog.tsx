import { useAccess } from "../../../shared/access.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** Says what goes and what stays before this device is signed out. */
export function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(strings);
  const { signOut } = useAccess();
  const navigation = useNavigation();
  const session = useSession();
  const queued = useSignal(session.queued);
  const encryption = useSignal(session.encryption.state);
  const keyUnsaved = encryption.state === "ready" && !encryption.recoveryKeySaved;
  const leave = useTask(async () => {
    await signOut();
    navigation.go({ at: "sign-in" }, { replace: true });
  });
  return (
    <AlertDialog
      open
      onClose={() => {
        if (!leave.running) onClose();
      }}
      title={t("signOutTitle")}
      description={t("signOutStays")}
      actions={
        <>
          <Button onClick={onClose} disabled={leave.running}>
            {t("cancel")}
          </Button>
          {keyUnsaved && (
            <Button look="primary" disabled={leave.running} onClick={() => navigation.go({ at: "recovery" })}>
              {t("saveKeyFirst")}
            </Button>
          )}
          <Button look="danger" busy={leave.running && t("signingOut")} onClick={() => leave.run()}>
            {t("signOutNow")}
          </Button>
        </>
      }
    >
      {(leave.error !== null || queued > 0 || keyUnsaved) && (
        <div className="mt-4 grid gap-2">
          {leave.error !== null && <ErrorNote error={leave.error} />}
          {queued > 0 && <Banner shape="card">{t("signOutQueued", { n: queued })}</Banner>}
          {keyUnsaved && (
            <Banner shape="card" tone="danger">
              {t("signOutKey")}
            </Banner>
          )}
        </div>
      )}
    </AlertDialog>
  );
}
