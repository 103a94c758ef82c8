import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { unreadRooms } from "../model/counts.ts";
import { strings } from "../strings/index.ts";

/** Asks before the marks of all rooms are taken away: which ones they were cannot be brought back. */
export function AllReadDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(strings);
  const { notifications, rooms } = useSession();
  const unread = unreadRooms(useSignal(rooms.list));
  const mark = useTask(async () => {
    await notifications.markAllRead();
    onClose();
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("allReadTitle")}
      description={t("allReadHint", { n: unread })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" busy={mark.running && t("marking")} onClick={() => void mark.run()}>
            {t("allRead")}
          </Button>
        </>
      }
    >
      {mark.error !== null && (
        <div className="mt-4">
          <ErrorNote error={mark.error} />
        </div>
      )}
    </AlertDialog>
  );
}
