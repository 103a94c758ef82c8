import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import type { UnlistDialogProps } from "../../../shared/room-slots.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** Asks before a channel goes from its server, and says that the room and its members stay. */
export function UnlistDialog({ spaceId, roomId, name, onClose }: UnlistDialogProps) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const navigation = useNavigation();
  const unlist = useTask(async () => {
    await upkeep.unlist(spaceId, roomId);
    onClose();
    // It is no place of the server any more.
    if (navigation.isAt(roomId)) navigation.go({ at: "home", roomId }, { replace: true });
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("unlistTitle", { name })}
      description={t("unlistAbout")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="danger" busy={unlist.running && t("saving")} onClick={() => void unlist.run()}>
            {t("unlist")}
          </Button>
        </>
      }
    >
      {unlist.error !== null && (
        <div className="mt-4">
          <ErrorNote error={unlist.error} />
        </div>
      )}
    </AlertDialog>
  );
}
