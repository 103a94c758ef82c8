import type { AskedRoom, Asker, SpaceSummary } from "@parley/matrix";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useLink } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { askerKey, useInSight } from "../model/in-sight.ts";
import { strings } from "../strings/index.ts";

/** Seen at once: who comes after them takes the place of those who have their answer. */
const shown = 5;
const card = "flex flex-col gap-2 rounded-card bg-raised p-2.5 phone:border phone:border-line";

const channelsOf = (space: SpaceSummary): readonly string[] =>
  space.categories.flatMap(({ channels }) => channels.map(({ id }) => id));

/** Who asks to be let in: to a server and its channels, or (`space` null) to what belongs to none. */
export function Askers({ space, everywhere }: { readonly space: SpaceSummary | null; readonly everywhere: boolean }) {
  const t = useStrings(strings);
  const { knocks, rooms } = useSession();
  const askers = useSignal(knocks.askers);
  const { spaces } = useSignal(rooms.list);
  const inSpaces = new Set(spaces.flatMap((other) => [other.id, ...channelsOf(other)]));
  const here = space === null ? null : new Set([space.id, ...channelsOf(space)]);
  const wanted = askers.filter(({ roomId }) =>
    here !== null ? here.has(roomId) : everywhere || !inSpaces.has(roomId),
  );
  if (wanted.length === 0) return null;
  return (
    <section aria-label={t("askers")} className="pb-2">
      <ul className="flex flex-col gap-2">
        {wanted.slice(0, shown).map((asker) => (
          <AskerCard key={`${asker.roomId} ${asker.userId}`} asker={asker} />
        ))}
      </ul>
      {wanted.length > shown && (
        <p className="px-2 pt-2 text-12 text-ink-2">{t("moreAskers", { n: wanted.length - shown })}</p>
      )}
    </section>
  );
}

function AskerCard({ asker }: { readonly asker: Asker }) {
  const t = useStrings(strings);
  const { knocks } = useSession();
  const { roomId, userId, name, roomName, reason } = asker;
  useInSight(askerKey(roomId, userId));
  const letIn = useTask(() => knocks.letIn(roomId, userId));
  const decline = useTask(() => knocks.decline(roomId, userId));
  const error = letIn.error ?? decline.error;
  return (
    <li className={card}>
      <div className="flex items-center gap-2.5">
        <MediaAvatar id={userId} name={name} mxc={asker.avatarMxc} size={32} />
        <div className="min-w-0 flex-1">
          <bdi className="block truncate font-semibold text-14 text-ink">{name}</bdi>
          <span className="block truncate text-12 text-ink-2">
            {t.rich("asksInto", { room: <bdi>{roomName}</bdi> })}
          </span>
          <span title={userId} className="block truncate font-mono text-12 text-ink-2">
            {userId}
          </span>
        </div>
      </div>
      {reason !== null && (
        <p dir="auto" className="wrap-anywhere line-clamp-4 text-13 text-ink">
          {reason}
        </p>
      )}
      <div className="flex gap-2">
        <Button
          className="flex-1"
          disabled={letIn.running}
          busy={decline.running && t("declining")}
          onClick={() => void decline.run()}
        >
          {t("decline")}
        </Button>
        <Button
          look="primary"
          className="flex-1"
          disabled={decline.running}
          busy={letIn.running && t("lettingIn")}
          onClick={() => void letIn.run()}
        >
          {t("letIn")}
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} />}
    </li>
  );
}

/** What one has asked to be let into, with the way to take it back. */
export function AskedRooms() {
  const t = useStrings(strings);
  const asked = useSignal(useSession().knocks.asked);
  if (asked.length === 0) return null;
  return (
    <ul aria-label={t("askedRooms")} className="flex flex-col gap-2 pb-2">
      {asked.map((room) => (
        <AskedCard key={room.roomId} room={room} />
      ))}
    </ul>
  );
}

function AskedCard({ room }: { readonly room: AskedRoom }) {
  const t = useStrings(strings);
  const link = useLink();
  const { knocks } = useSession();
  const withdraw = useTask(() => knocks.withdraw(room.roomId));
  return (
    <li className={card}>
      <div className="flex items-center gap-2.5">
        <MediaAvatar id={room.roomId} name={room.name} mxc={room.avatarMxc} kind="server" size={32} />
        <a {...link({ at: "join", target: room.roomId })} className="min-w-0 flex-1 hover:underline">
          <bdi className="block truncate font-semibold text-14 text-ink">{room.name}</bdi>
          <span className="block truncate text-12 text-ink-2">{t("asked")}</span>
        </a>
        <Button busy={withdraw.running && t("withdrawing")} onClick={() => void withdraw.run()}>
          {t("withdraw")}
        </Button>
      </div>
      {withdraw.error !== null && <ErrorNote error={withdraw.error} />}
    </li>
  );
}
