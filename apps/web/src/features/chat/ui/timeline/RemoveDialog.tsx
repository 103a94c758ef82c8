import { type MessageItem, plainOf, type Timeline } from "@parley/matrix";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { AlertDialog } from "../../../../ui/AlertDialog.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { chatStrings } from "../../strings/index.ts";

/** Asks before a message is deleted for everyone, and shows which. */
export function RemoveDialog({
  item,
  timeline,
  onClose,
}: {
  readonly item: MessageItem;
  readonly timeline: Timeline;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const remove = useTask(async () => {
    if (item.eventId !== null) await timeline.redact(item.eventId);
    onClose();
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("removeTitle")}
      description={t("removeHint")}
      actions={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button look="danger" busy={remove.running && t("removing")} onClick={() => void remove.run()}>
            {t("remove")}
          </Button>
        </>
      }
    >
      {item.body.type === "text" && (
        <blockquote dir="auto" className="wrap-anywhere mt-3 line-clamp-3 border-line-control border-l-2 pl-3 text-14">
          {plainOf(item.body)}
        </blockquote>
      )}
      {remove.error !== null && <ErrorNote error={remove.error} />}
    </AlertDialog>
  );
}
