import type { FoundRoom, RoomList, SpaceSummary } from "@parley/matrix";
import { Users, Volume2 } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { entrance } from "../../../shared/entrance.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { type Place, useNavigation } from "../../../shared/navigation.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";
import { AskButton } from "./AskButton.tsx";

/** Where it is to be found: a channel of one of my servers stands there. */
function placeOf({ kind, id }: FoundRoom, { spaces }: RoomList): Place {
  if (kind === "space") return { at: "space", spaceId: id };
  const lists = ({ categories }: SpaceSummary): boolean =>
    categories.some(({ channels, joinable }) => [...channels, ...joinable].some((channel) => channel.id === id));
  const space = spaces.find(lists);
  return space === undefined ? { at: "home", roomId: id } : { at: "space", spaceId: space.id, roomId: id };
}

/** The way in, as far as one may. */
export function JoinButton({
  room,
  target,
  via,
  wide = false,
}: {
  readonly room: FoundRoom;
  /** What the link named. */
  readonly target?: string;
  readonly via?: readonly string[];
  readonly wide?: boolean;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const clock = useClock();
  // Who asked may have been let in meanwhile.
  const invited =
    useSignal(session.rooms.list).invites.some(({ id }) => id === room.id) || room.membership === "invite";
  const here = (): Place => placeOf(room, session.rooms.list.peek());
  const join = useTask(async () => {
    const go = navigation.fromHere();
    await session.discovery.join(target ?? room.id, via);
    const place = room.kind === "space" ? await entrance(session, room.id, clock) : here();
    go(place, { replace: wide });
  });
  if (room.membership === "join") {
    return (
      <Button wide={wide} onClick={() => navigation.go(here(), { replace: wide })}>
        {t("open")}
      </Button>
    );
  }
  if (room.membership === "ban") return <p className="text-13 text-ink-2">{t("bannedHere")}</p>;
  if (room.open === "ask" && !invited) {
    return <AskButton room={room} target={target} via={via} wide={wide} />;
  }
  if (room.open === "no" && !invited)
    return <p className="text-13 text-ink-2">{wide ? t("inviteNeeded") : t("byInvitation")}</p>;
  return (
    <>
      <Button look="primary" wide={wide} busy={join.running && t("joining")} onClick={() => void join.run()}>
        {wide ? t(room.kind === "space" ? "joinServer" : "joinRoom") : t("join")}
      </Button>
      {join.error !== null && <ErrorNote error={join.error} />}
    </>
  );
}

/** One line of the directory. */
export function FoundCard({ room }: { readonly room: FoundRoom }) {
  const t = useStrings(strings);
  return (
    <li className="flex items-start gap-4 rounded-card border border-line bg-raised p-4 phone:gap-3 phone:p-3">
      <MediaAvatar id={room.id} name={room.name} mxc={room.avatarMxc} kind="server" size={40} />
      <div className="min-w-0 flex-1">
        <h2 className="line-clamp-2 wrap-anywhere font-semibold text-15 text-ink">
          <bdi>{room.name}</bdi>
        </h2>
        {room.topic !== null && (
          <p className="mt-0.5 line-clamp-2 wrap-anywhere text-13 text-ink-2">
            <bdi>{room.topic}</bdi>
          </p>
        )}
        <p className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-12 text-ink-2 tabular-nums">
          {room.voice && (
            <span className="mr-1.5 flex items-center gap-1.5 whitespace-nowrap">
              <Volume2 aria-hidden="true" className="size-4" strokeWidth={1.75} />
              {t("voiceKind")}
            </span>
          )}
          <span className="flex items-center gap-1.5 whitespace-nowrap">
            <Users aria-hidden="true" className="size-4" strokeWidth={1.75} />
            {t("memberCount", { n: room.memberCount })}
          </span>
          {room.alias !== null && <span className="wrap-anywhere font-mono">{room.alias}</span>}
        </p>
      </div>
      <div className="flex max-w-40 shrink-0 flex-col items-end gap-2">
        <JoinButton room={room} />
      </div>
    </li>
  );
}
