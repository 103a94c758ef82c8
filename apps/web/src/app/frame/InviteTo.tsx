import { InviteDialog } from "../../features/invites/index.ts";
import { InvitePeople } from "../../features/rooms/index.ts";
import { useLivesHere, useSession } from "../../shared/contexts.ts";
import { useSignal } from "../../shared/use-signal.ts";

/** The way into a server is a link, which this server makes; into anything else people are invited by name. */
export function InviteTo({
  space,
  onClose,
}: {
  readonly space: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const livesHere = useLivesHere();
  const { spaces } = useSignal(useSession().rooms.list);
  return livesHere && spaces.some(({ id }) => id === space.id) ? (
    <InviteDialog space={space} onClose={onClose} />
  ) : (
    <InvitePeople roomId={space.id} onClose={onClose} />
  );
}
