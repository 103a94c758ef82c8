import type { Member, Person } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import type { ProfileCardProps } from "../../../shared/room-slots.ts";
import { shortTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStillHere } from "../../../shared/use-still-here.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";
import { MemberDeeds } from "./MemberDeeds.tsx";
import { roleNames } from "./role-names.ts";
import { UserId } from "./UserId.tsx";

/** Who someone is: as the room knows them, else as the homeserver does. */
function usePerson(userId: string, member: Member | undefined) {
  const session = useSession();
  const [found, setFound] = useState<Person | null | undefined>(undefined);
  const load = useTask(async () => setFound(await session.people.profile(userId)));
  const { run } = load;
  const known = member !== undefined;
  useEffect(() => {
    if (!known) void run();
  }, [known, run]);
  return {
    name: member?.name ?? found?.name ?? userId,
    avatarMxc: member?.avatarMxc ?? found?.avatarMxc ?? null,
    missing: !known && found === null,
  };
}

/** Name, picture, id, whether they are here, their role, and what one may do. */
export function ProfileCard({ userId, roomId, onLeave }: ProfileCardProps) {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const members = useSignal(session.rooms.members(roomId ?? ""));
  const member = members.find((other) => other.userId === userId);
  const direct = useSignal(session.rooms.list).directs.some(({ id }) => id === roomId);
  const person = usePerson(userId, member);
  const blocked = useSignal(session.people.blocked).includes(userId);
  const self = userId === session.account.userId;
  const isHere = useStillHere();
  const open = useTask(async () => {
    const direct = await session.rooms.openDirect(userId);
    if (!isHere()) return;
    onLeave?.();
    navigation.go({ at: "home", roomId: direct });
  });
  return (
    <div className="flex w-72 max-w-full flex-col gap-3 phone:w-full">
      <div className="flex items-center gap-3">
        <MediaAvatar id={userId} name={person.name} mxc={person.avatarMxc} size={64} />
        <div className="min-w-0 flex-1">
          <p className="line-clamp-3 wrap-anywhere font-semibold text-15 text-ink">
            <bdi>{person.name}</bdi>
          </p>
          <Standing userId={userId} member={member} direct={direct} />
        </div>
      </div>
      <UserId userId={userId} />
      {person.missing && <p className="text-13 text-ink-2">{t("notHere")}</p>}
      {blocked && <p className="text-13 text-ink-2">{t("blockedMark")}</p>}
      {self ? (
        <>
          <p className="text-13 text-ink-2">{t("thatIsYou")}</p>
          <Button
            wide
            onClick={() => {
              onLeave?.();
              navigation.go({ at: "settings", page: "profile" });
            }}
          >
            {t("editProfile")}
          </Button>
        </>
      ) : (
        !blocked &&
        !person.missing && (
          <Button look="primary" wide busy={open.running && t("openingDirect")} onClick={() => void open.run()}>
            {t("message")}
          </Button>
        )
      )}
      {open.error !== null && <ErrorNote error={open.error} />}
      <MemberDeeds userId={userId} name={person.name} roomId={roomId} member={member ?? null} blocked={blocked} />
    </div>
  );
}

/** Role and presence in one line. */
function Standing({
  userId,
  member,
  direct,
}: {
  readonly userId: string;
  readonly member: Member | undefined;
  /** Met in a room of two people, where a role says nothing. */
  readonly direct: boolean;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const now = useNow();
  const presence = useSignal(session.people.presence(userId));
  const { state: line } = useSignal(session.connection);
  const own = line === "offline" ? "unknown" : "online";
  const state = userId === session.account.userId ? own : (member?.presence ?? presence.state);
  const here =
    state === "unknown"
      ? null
      : state === "offline" && presence.lastActiveAt !== null
        ? t("lastSeen", { time: shortTime(presence.lastActiveAt, now, t.language) })
        : t(state);
  const words = [member === undefined || direct ? null : t(roleNames[member.role]), here].filter(
    (word) => word !== null,
  );
  return words.length === 0 ? null : <p className="text-13 text-ink-2">{words.join(" · ")}</p>;
}
