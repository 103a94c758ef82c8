import type { RoomSummary } from "@parley/matrix";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { roomStrings } from "./strings/index.ts";

/** Above the field of a conversation whose other person has declined or left: what is written would be for nobody. */
export function Alone({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(roomStrings);
  const { rooms } = useSession();
  const { directUserId } = room;
  const invite = useTask(async () => {
    if (directUserId !== null) await rooms.invite(room.id, directUserId);
  });
  return (
    <div className="mx-4 mb-2 flex flex-col gap-2 phone:mx-2">
      {invite.error !== null && <ErrorNote error={invite.error} onRetry={() => void invite.run()} />}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-card border border-line py-2 pr-2 pl-3 text-14 text-ink phone:px-2">
        <p role="status" className="wrap-anywhere py-1 phone:px-1">
          {t("alone", { name: room.name })}
        </p>
        <Button className="phone:w-full" busy={invite.running && t("invitingAgain")} onClick={() => void invite.run()}>
          {t("inviteAgain")}
        </Button>
      </div>
    </div>
  );
}
