import type { Matrix } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useRoomOfCall } from "../../../shared/call-slots.ts";
import { useMatrix, useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

const nothing: OnlyHere = { unsent: 0, drafts: 0, recoveryKey: false };
/** The sealed store answers within this, in milliseconds. */
const storeWaitMs = 2000;
type OnlyHere = Awaited<ReturnType<Matrix["onlyHere"]>>;
/** `untold`: the store does not answer. */
type Found = OnlyHere | "untold";

/** What only this browser has of the account; null: not known yet. Read from the store, so every tab can tell. */
function useOnlyHere(): Found | null {
  const matrix = useMatrix();
  const { account, encryption, queued } = useSession();
  const state = useSignal(encryption.state);
  const waiting = useSignal(queued);
  const [found, setFound] = useState<Found | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state may come with another key, another count
  useEffect(() => {
    let current = true;
    const tell = (next: Found) => {
      if (current) setFound(next);
    };
    const late = setTimeout(() => tell("untold"), storeWaitMs);
    matrix
      .onlyHere(account)
      .then(tell, () => tell("untold"))
      .finally(() => clearTimeout(late));
    return () => {
      current = false;
      clearTimeout(late);
    };
  }, [matrix, account, state, waiting]);
  return found;
}

/** Says what goes and what stays before this device is signed out. */
export function SignOutDialog({
  onClose,
  stays = false,
}: {
  readonly onClose: () => void;
  /** Where it is asked one goes on afterwards. */
  readonly stays?: boolean;
}) {
  const t = useStrings(strings);
  const { signOut } = useAccess();
  const navigation = useNavigation();
  const found = useOnlyHere();
  // What cannot be told counts as unsaved.
  const untold = found === "untold";
  const { unsent, drafts, recoveryKey } = untold || found === null ? nothing : found;
  const keyUnsaved = untold || recoveryKey;
  const inCall = useRoomOfCall() !== null;
  const leave = useTask(async () => {
    await signOut();
    if (!stays) navigation.go({ at: "sign-in" }, { replace: true });
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
            disabled={found === null}
            busy={leave.running && t("signingOut")}
            onClick={() => leave.run()}
          >
            {t("signOutNow")}
          </Button>
        </>
      }
    >
      {(leave.error !== null || inCall || unsent > 0 || drafts > 0 || keyUnsaved) && (
        <div className="mt-4 grid gap-2">
          {leave.error !== null && <ErrorNote error={leave.error} words={t("signOutFailed")} />}
          {inCall && <Banner shape="card">{t("signOutCall")}</Banner>}
          {untold && <Banner shape="card">{t("signOutUntold")}</Banner>}
          {unsent > 0 && <Banner shape="card">{t("signOutQueued", { n: unsent })}</Banner>}
          {drafts > 0 && <Banner shape="card">{t("signOutDrafts", { n: drafts })}</Banner>}
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
