import type { Member } from "@parley/matrix";
import { Suspense } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { usePanel } from "../../../../shared/panel.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { chatStrings } from "../../strings/index.ts";

export const roleNames = {
  creator: "roleCreator",
  admin: "roleAdmin",
  moderator: "roleModerator",
  member: "roleMember",
} as const;

/** Who someone is, and the way to write to them. `member` is null where the room does not know them. */
export function PersonCard(props: {
  readonly userId: string;
  readonly member: Member | null;
  /** The room in which they were met. */
  readonly roomId?: string;
}) {
  const slots = useRoomSlots();
  const panel = usePanel();
  const over = useViewport() === "mid";
  if (slots === null) return <PlainCard {...props} />;
  return (
    <Suspense fallback={<div className="h-40 w-72 max-w-full" />}>
      <slots.ProfileCard
        userId={props.userId}
        roomId={props.roomId ?? null}
        onLeave={() => {
          if (over) panel.close();
        }}
      />
    </Suspense>
  );
}

function PlainCard({ userId, member }: { readonly userId: string; readonly member: Member | null }) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const navigation = useNavigation();
  const panel = usePanel();
  // On a phone the panel is a place of its own: Back leads to it again.
  const over = useViewport() === "mid";
  const open = useTask(async () => {
    const roomId = await session.rooms.openDirect(userId);
    if (over) panel.close();
    navigation.go({ at: "home", roomId });
  });
  const self = userId === session.account.userId;
  return (
    <div className="flex w-64 max-w-full flex-col gap-3">
      <div className="flex items-center gap-3">
        <MediaAvatar id={userId} name={member?.name ?? userId} mxc={member?.avatarMxc ?? null} size={64} />
        <div className="min-w-0">
          <p aria-hidden="true" className="wrap-anywhere font-semibold text-15">
            <bdi>{member?.name ?? userId}</bdi>
          </p>
          <p className="wrap-anywhere font-mono text-12 text-ink-2">{userId}</p>
          {member !== null && <p className="text-12 text-ink-2">{t(roleNames[member.role])}</p>}
        </div>
      </div>
      {self ? (
        <p className="text-13 text-ink-2">{t("thatIsYou")}</p>
      ) : (
        <Button look="primary" wide busy={open.running && t("openingDirect")} onClick={() => void open.run()}>
          {t("message")}
        </Button>
      )}
      {open.error !== null && <ErrorNote error={open.error} />}
    </div>
  );
}
