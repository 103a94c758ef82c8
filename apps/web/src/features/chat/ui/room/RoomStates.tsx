import type { RoomSummary } from "@parley/matrix";
import { ArrowLeft, MessageCircle, MonitorSmartphone } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { channelIcon } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { chatStrings } from "../../strings/index.ts";
import { roomStrings } from "./strings/index.ts";

/** Where there is no header of a room, a phone still needs its way back. */
function BackBar({ onBack }: { readonly onBack: (() => void) | undefined }) {
  const t = useStrings(chatStrings);
  if (onBack === undefined) return null;
  return (
    <div className="flex h-header shrink-0 items-center px-1">
      <IconButton
        label={t("back")}
        onClick={onBack}
        icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
    </div>
  );
}

function Ask({
  face,
  title,
  hint,
  children,
}: {
  readonly face: ReactNode;
  readonly title: ReactNode;
  readonly hint: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6">
      <div className="flex w-full max-w-form flex-col items-center gap-1 text-center">
        <span className="mb-3">{face}</span>
        <h1 className="wrap-anywhere text-balance font-semibold text-18">{title}</h1>
        <p className="text-balance text-14 text-ink-2">{hint}</p>
        <div className="mt-5 flex w-full flex-col gap-3">{children}</div>
      </div>
    </div>
  );
}

/** An invitation, in the place where the room will be. */
export function InvitedRoom({
  room,
  onBack,
}: {
  readonly room: RoomSummary;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(chatStrings);
  const r = useStrings(roomStrings);
  const session = useSession();
  const navigation = useNavigation();
  const accept = useTask(() => session.rooms.join(room.id));
  const decline = useTask(async () => {
    const go = navigation.fromHere();
    await session.rooms.leave(room.id);
    go({ at: "home" }, { replace: true });
  });
  const error = accept.error ?? decline.error;
  const inviter = room.kind === "direct" ? room.name : room.inviterId;
  return (
    <>
      <BackBar onBack={onBack} />
      <Ask
        face={
          <MediaAvatar
            id={room.directUserId ?? room.id}
            name={room.name}
            mxc={room.avatarMxc}
            kind={room.kind === "direct" ? "person" : "server"}
            size={64}
          />
        }
        title={
          inviter === null
            ? r.rich("inviteTitleUnknown", { room: <bdi>{room.name}</bdi> })
            : room.kind === "direct"
              ? r.rich("inviteDirectTitle", { name: <bdi>{inviter}</bdi> })
              : r.rich("inviteTitle", { name: <bdi>{inviter}</bdi>, room: <bdi>{room.name}</bdi> })
        }
        hint={r("inviteHint")}
      >
        <div className="flex justify-center gap-2">
          <Button busy={decline.running && t("declining")} onClick={() => void decline.run()}>
            {t("decline")}
          </Button>
          <Button look="primary" busy={accept.running && t("accepting")} onClick={() => void accept.run()}>
            {t("accept")}
          </Button>
        </div>
        {error !== null && <ErrorNote error={error} />}
      </Ask>
    </>
  );
}

/** The client runs in another tab: messages are read and written there. The banner above brings it here. */
export function ElsewhereRoom() {
  const t = useStrings(chatStrings);
  const r = useStrings(roomStrings);
  const session = useSession();
  const takeOver = useTask(() => session.takeOver());
  return (
    <EmptyState
      icon={<MonitorSmartphone className="size-5" strokeWidth={1.75} />}
      title={r("elsewhereTitle")}
      action={
        <Button look="primary" busy={takeOver.running && t("takingOver")} onClick={() => void takeOver.run()}>
          {t("useHere")}
        </Button>
      }
    >
      {r("elsewhereHint")}
      {takeOver.error !== null && <ErrorNote error={takeOver.error} />}
    </EmptyState>
  );
}

/** A room that is not among mine: a channel that I may join, or nothing that I can see. */
export function UnknownRoom({
  roomId,
  spaceId,
  onBack,
}: {
  readonly roomId: string;
  readonly spaceId: string | null;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(chatStrings);
  const r = useStrings(roomStrings);
  const session = useSession();
  const navigation = useNavigation();
  const list = useSignal(session.rooms.list);
  const space = list.spaces.find((other) => other.id === spaceId);
  const channel = space?.categories.flatMap((category) => category.joinable).find((other) => other.id === roomId);
  const join = useTask(() => session.rooms.join(roomId));
  const Sign = channelIcon(channel ?? { voice: false });
  const slots = useRoomSlots();
  return (
    <>
      <BackBar onBack={onBack} />
      {space !== undefined && channel !== undefined && (channel.open !== "ask" || slots === null) ? (
        <Ask
          face={
            <span aria-hidden="true" className="grid size-11 place-items-center rounded-tile bg-hover text-ink-2">
              <Sign className="size-5" strokeWidth={1.75} />
            </span>
          }
          title={r.rich("joinTitle", { name: <bdi>{channel.name}</bdi> })}
          hint={channel.topic ?? r.rich("joinHint", { space: <bdi>{space.name}</bdi> })}
        >
          <div className="flex justify-center">
            <Button look="primary" busy={join.running && t("joining")} onClick={() => void join.run()}>
              {t("joinChannel", { name: channel.name })}
            </Button>
          </div>
          {join.error !== null && <ErrorNote error={join.error} />}
        </Ask>
      ) : slots !== null ? (
        <Suspense>
          <slots.RoomPreview target={roomId} via={[]} />
        </Suspense>
      ) : (
        <>
          <h1 className="sr-only">{r("missingTitle")}</h1>
          <EmptyState
            icon={<MessageCircle className="size-5" strokeWidth={1.75} />}
            title={r("missingTitle")}
            action={<Button onClick={() => navigation.go({ at: "chats" })}>{t("toChats")}</Button>}
          >
            {r("missingHint")}
          </EmptyState>
        </>
      )}
    </>
  );
}
