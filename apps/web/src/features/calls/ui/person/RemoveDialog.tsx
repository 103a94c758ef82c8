import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { AlertDialog } from "../../../../ui/AlertDialog.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { personStrings } from "./strings/index.ts";
import { useOrder } from "./use-order.ts";

/** Asks before somebody is taken out of a call, and says when it could not be done. */
export function RemoveDialog({
  roomId,
  userId,
  name,
  onClose,
}: {
  readonly roomId: string;
  readonly userId: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const t = useStrings(personStrings);
  const order = useOrder(roomId, userId, name);
  const removal = useTask(async () => {
    await order?.remove();
    onClose();
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("removeTitle", { name })}
      description={t("removeAbout")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="danger" busy={removal.running && t("removing")} onClick={() => void removal.run()}>
            {t("remove")}
          </Button>
        </>
      }
    >
      {removal.error !== null && (
        <div className="mt-4">
          <ErrorNote error={removal.error} />
        </div>
      )}
    </AlertDialog>
  );
}
