import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { AlertDialog } from "../../../../ui/AlertDialog.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { chatStrings } from "../../strings/index.ts";

const hints = {
  space: "leaveHintServer",
  channel: "leaveHintChannel",
  room: "leaveHintRoom",
  direct: "leaveHintRoom",
} as const;
const verbs = { space: "leaveServer", channel: "leaveChannel", room: "leaveRoom", direct: "leaveDirect" } as const;

/** Asks before leaving, and says what stays. */
export function LeaveDialog({
  kind,
  id,
  name,
  spaceId = null,
  onClose,
}: {
  readonly kind: keyof typeof hints;
  readonly id: string;
  readonly name: string;
  /** Where to go after leaving a channel. */
  readonly spaceId?: string | null;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const navigation = useNavigation();
  const leave = useTask(async () => {
    // Away first: the page of a room that is no longer there has nothing to show.
    await session.rooms.leave(id);
    onClose();
    navigation.go(spaceId === null ? { at: "home" } : { at: "space", spaceId }, { replace: true });
  });
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("leaveTitle", { name })}
      description={t(hints[kind])}
      actions={
        <>
          <Button onClick={onClose}>{t("stay")}</Button>
          <Button look="danger" busy={leave.running && t("leaving")} onClick={() => void leave.run()}>
            {t(verbs[kind])}
          </Button>
        </>
      }
    >
      {leave.error === null ? null : <ErrorNote error={leave.error} />}
    </AlertDialog>
  );
}
