import type { RoomSummary } from "@parley/matrix";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";

/** The face of the other in a talk of two, and whether they are there. */
export function DirectFace({
  room,
  userId,
  size,
}: {
  readonly room: RoomSummary;
  readonly userId: string;
  readonly size: 20 | 24 | 40;
}) {
  const t = useStrings(chatStrings);
  const { state } = useSignal(useSession().people.presence(userId));
  const here = state === "online" || state === "away" ? state : null;
  return (
    <>
      <MediaAvatar
        id={userId}
        name={room.name}
        mxc={room.avatarMxc}
        size={size}
        {...(here === null ? {} : { presence: here })}
      />
      {here !== null && <span className="sr-only">{t(here)}</span>}
    </>
  );
}
