import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { Suspense, useContext } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { entrance } from "../../../../shared/entrance.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { chatStrings } from "../../strings/index.ts";
import { ChatWorldContext } from "../world.ts";

/** An invitation: who, to what, and both answers. */
function InviteRow({ invite }: { readonly invite: RoomSummary | SpaceSummary }) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const navigation = useNavigation();
  const { clock } = useContext(ChatWorldContext);
  const isSpace = !("kind" in invite);
  const accept = useTask(async () => {
    const go = navigation.fromHere();
    await session.rooms.join(invite.id);
    go(isSpace ? await entrance(session, invite.id, clock) : { at: "home", roomId: invite.id });
  });
  const decline = useTask(() => session.rooms.leave(invite.id));
  const error = accept.error ?? decline.error;
  const kind = isSpace ? t("invitedToServer") : invite.kind === "direct" ? t("invitedToDirect") : t("invitedToRoom");
  // Names can be anything: who asks in is known by the id.
  const from = !isSpace && invite.kind === "direct" ? invite.directUserId : invite.inviterId;
  return (
    <li className="flex flex-col gap-2 rounded-card bg-raised p-2.5 phone:border phone:border-line">
      <div className="flex items-center gap-2.5">
        <MediaAvatar
          // A person has one colour everywhere.
          id={(!isSpace && invite.kind === "direct" ? invite.directUserId : null) ?? invite.id}
          name={invite.name}
          mxc={invite.avatarMxc}
          kind={!isSpace && invite.kind === "direct" ? "person" : "server"}
          size={32}
        />
        <div className="min-w-0 flex-1">
          <bdi className="block truncate font-semibold text-14 text-ink">{invite.name}</bdi>
          <span className="block truncate text-12 text-ink-2">{kind}</span>
          {from !== null && (
            <span title={from} className="block truncate font-mono text-12 text-ink-2">
              {from}
            </span>
          )}
        </div>
      </div>
      <div className="flex gap-2">
        <Button
          className="flex-1"
          disabled={accept.running}
          busy={decline.running && t("declining")}
          onClick={() => void decline.run()}
        >
          {t("decline")}
        </Button>
        <Button
          look="primary"
          className="flex-1"
          disabled={decline.running}
          busy={accept.running && t("accepting")}
          onClick={() => void accept.run()}
        >
          {t("accept")}
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} />}
    </li>
  );
}

/** What else waits for an answer or to be read, below the invitations; nothing when there is nothing. */
export function Notes({
  space,
  everywhere = false,
}: {
  readonly space: SpaceSummary | null;
  readonly everywhere?: boolean;
}) {
  const slots = useRoomSlots();
  const { removals, knocks } = useSession();
  const moved = space?.upgraded === true;
  const count = useSignal(removals.list).length + useSignal(knocks.asked).length + useSignal(knocks.askers).length;
  return (moved || count > 0) && slots !== null ? (
    <Suspense>
      <slots.ListNotes space={space} everywhere={everywhere} />
    </Suspense>
  ) : null;
}

/** All invitations, under their heading; nothing when there are none. */
export function Invites({ invites }: { readonly invites: readonly (RoomSummary | SpaceSummary)[] }) {
  const t = useStrings(chatStrings);
  if (invites.length === 0) return null;
  return (
    <section aria-label={t("invitations")} className="pb-2">
      <h2 className="px-2 pt-2 pb-1.5 font-medium text-12 text-ink-2">{t("invitations")}</h2>
      <ul className="flex flex-col gap-2">
        {invites.map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
      </ul>
    </section>
  );
}
