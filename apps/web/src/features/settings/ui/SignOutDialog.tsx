import { useEffect, useState } from "react";
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

/** The sealed store answers within this, in milliseconds; a session that is still coming up may not. */
const keyWaitMs = 1000;

/** Whether this device holds a recovery key that is nowhere else. What cannot be told counts as such. */
function useUnsavedKey(): "asking" | "unsaved" | "saved" {
  const { encryption } = useSession();
  const state = useSignal(encryption.state);
  const [found, setFound] = useState<"asking" | "unsaved" | "saved">("asking");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state may come with another key
  useEffect(() => {
    let current = true;
    const tell = (next: "unsaved" | "saved") => {
      if (current) setFound(next);
    };
    const late = setTimeout(() => tell("unsaved"), keyWaitMs);
    encryption
      .recoveryKey()
      .then(
        (key) => tell(key === null ? "saved" : "unsaved"),
        () => tell("unsaved"),
      )
      .finally(() => clearTimeout(late));
    return () => {
      current = false;
      clearTimeout(late);
    };
  }, [encryption, state]);
  return found;
}

/** Says what goes and what stays before this device is signed out. */
export function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(strings);
  const { signOut } = useAccess();
  const navigation = useNavigation();
  const session = useSession();
  const queued = useSignal(session.queued);
  const key = useUnsavedKey();
  const keyUnsaved = key === "unsaved";
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
          <Button
            look="danger"
            disabled={key === "asking"}
            busy={leave.running && t("signingOut")}
            onClick={() => leave.run()}
          >
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
