import { AppError, computed } from "@parley/kernel";
import type { FoundRoom, Session, SpaceSummary } from "@parley/matrix";
import { Link2Off } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { channelIcon } from "../../../shared/channel-sign.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Waiting } from "../../../ui/Skeleton.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { strings } from "../strings/index.ts";
import { Arriving } from "./Arriving.tsx";
import { JoinButton } from "./FoundCard.tsx";
import { RemovedRoom } from "./Removed.tsx";
import { UserId } from "./UserId.tsx";
import { useExpected } from "./use-expected.ts";

const hidden: ReadonlySet<string> = new Set(["MATRIX_NOT_FOUND", "MATRIX_FORBIDDEN"]);
/** One's own homeserver has been asked too often: it says nothing of the other. */
const isTooMuch = (error: unknown): boolean => error instanceof AppError && error.code === "MATRIX_RATE_LIMITED";
const isHidden = (error: unknown): boolean => error instanceof AppError && hidden.has(error.code);

/** The server that offers this room as one of its channels. */
function useServerOf({ rooms }: Session, roomId: string | undefined): SpaceSummary | undefined {
  return useSignal(rooms.list).spaces.find(({ categories }) =>
    categories.some(({ joinable }) => joinable.some(({ id }) => id === roomId)),
  );
}

/** Whether an invitation to this room lies there. */
function useInvited({ rooms }: Session, roomId: string): boolean {
  const invited = useMemo(
    () => computed(() => rooms.list.value.invites.some(({ id }) => id === roomId)),
    [rooms, roomId],
  );
  return useSignal(invited);
}

/** What a link leads to, and the way in; in words, where nothing may be seen. */
export function RoomPreview({ target, via }: { readonly target: string; readonly via: readonly string[] }) {
  const t = useStrings(strings);
  const session = useSession();
  const [room, setRoom] = useState<FoundRoom | null>(null);
  const servers = via.join(" ");
  const look = useTask(async (wanted: string, through: string) =>
    setRoom(await session.discovery.preview(wanted, through.split(" ").filter(Boolean))),
  );
  const { run } = look;
  const invited = useInvited(session, target);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an invitation shows what could not be seen before
  useEffect(() => void run(target, servers), [run, target, servers, invited]);
  const expected = useExpected();
  const far = otherServerOf(target, session.account.userId);
  const online = useSignal(session.connection).state === "online";
  const removal = useSignal(session.removals.list).find(
    ({ roomId, channelIds }) => roomId === target || channelIds.includes(target),
  );
  const server = useServerOf(session, room?.id);
  const Sign = channelIcon({ voice: room?.voice ?? false });
  const awaited = room?.membership === "join" ? undefined : expected?.find(({ spaceId }) => spaceId === target);
  // Who came by an invitation link has said that they want in: no second question.
  if (awaited !== undefined && (invited || (look.error !== null && isHidden(look.error)))) {
    return <Arriving server={awaited} invited={invited} />;
  }
  // A ban that was lifted is heard of by asking alone.
  const lifted = removal?.banned === true && room !== null && room.membership !== "ban";
  if (removal !== undefined && !lifted) return <RemovedRoom removal={removal} />;
  if (look.error !== null) {
    if (isHidden(look.error)) return expected === null ? null : <Nothing target={target} />;
    if (far !== null && online && !isTooMuch(look.error))
      return <TooFar server={far} onRetry={() => void run(target, servers)} />;
    return (
      <div className="mx-auto w-full max-w-form p-6">
        <ErrorNote error={look.error} onRetry={() => void run(target, servers)} />
      </div>
    );
  }
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6">
      <Waiting waiting={room === null} shape={<Spinner>{t("lookingUp")}</Spinner>}>
        {room !== null && (
          <div className="flex w-full max-w-form flex-col items-center gap-1 text-center">
            <span className="mb-3">
              {server === undefined || room.avatarMxc !== null ? (
                <MediaAvatar id={room.id} name={room.name} mxc={room.avatarMxc} kind="server" size={64} />
              ) : (
                <span aria-hidden="true" className="grid size-11 place-items-center rounded-tile bg-hover text-ink-2">
                  <Sign className="size-5" strokeWidth={1.75} />
                </span>
              )}
            </span>
            <p className="wrap-anywhere text-12 text-ink-2">
              {server !== undefined
                ? t.rich("channelKind", { space: <bdi>{server.name}</bdi> })
                : t(room.kind === "space" ? "serverKind" : room.voice ? "voiceKind" : "roomKind")}
            </p>
            <h1 className="wrap-anywhere line-clamp-4 text-balance font-semibold text-18">
              <bdi>{room.name}</bdi>
            </h1>
            {room.topic !== null && (
              <p dir="auto" className="wrap-anywhere line-clamp-6 text-balance text-14 text-ink-2">
                {room.topic}
              </p>
            )}
            <p className="mt-1 text-13 text-ink-2 tabular-nums">{t("memberCount", { n: room.memberCount })}</p>
            <div className="mt-5 flex w-full flex-col items-center gap-3">
              <JoinButton room={room} target={target} via={via} wide />
            </div>
          </div>
        )}
      </Waiting>
    </div>
  );
}

/** The homeserver that an address belongs to, where it is not one's own. */
function otherServerOf(target: string, ownUserId: string): string | null {
  const at = target.indexOf(":");
  const server = target.slice(at + 1);
  return at === -1 || server === "" || server === ownUserId.slice(ownUserId.indexOf(":") + 1) ? null : server;
}

/** One's own homeserver is there, and does not get through to the other. */
function TooFar({ server, onRetry }: { readonly server: string; readonly onRetry: () => void }) {
  const t = useStrings(strings);
  return (
    <EmptyState
      page
      icon={<Link2Off className="size-5" strokeWidth={1.75} />}
      title={t("previewFar", { server })}
      action={<Button onClick={onRetry}>{t("previewAgain")}</Button>}
    >
      {t("previewFarHint", { server })}
    </EmptyState>
  );
}

function Nothing({ target }: { readonly target: string }) {
  const t = useStrings(strings);
  const { account } = useSession();
  const navigation = useNavigation();
  // What begins otherwise is the address of no room: nobody can let anyone in there.
  const named = /^[!#]/u.test(target);
  return (
    <EmptyState
      page
      icon={<Link2Off className="size-5" strokeWidth={1.75} />}
      title={t(named ? "previewNone" : "previewDead")}
      action={<Button onClick={() => navigation.go({ at: "chats" })}>{t("toChats")}</Button>}
    >
      {named ? (
        <>
          <p className="mb-3">{t("previewNoneHint")}</p>
          <UserId userId={account.userId} />
        </>
      ) : (
        t("previewDeadHint")
      )}
    </EmptyState>
  );
}
