import type { RoomSummary } from "@parley/matrix";
import { MessageSquareText, Video, Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { callStrings } from "../../strings/index.ts";
import { useCallsHere, useEntry } from "../calls-here.ts";
import { useCurrentCall, useGoing, useInCall, useOnAnother } from "../current.ts";
import { JoinWith } from "../devices/JoinWith.tsx";
import { voiceStrings } from "./strings/index.ts";
import { useCallers } from "./use-callers.ts";
import { useEnter } from "./use-enter.ts";
import { useWhoMay } from "./use-who-may.ts";

/** So many faces are drawn. */
const mostFaces = 12;

/** In the place of a voice channel's stage while one is not in its call: who is in it, and the way in. */
export function VoiceLobby({
  room,
  header,
  chat,
  onChat,
}: {
  readonly room: RoomSummary;
  readonly header: ReactNode;
  /** Whether the room's timeline stands beside it. */
  readonly chat: boolean;
  readonly onChat: () => void;
}) {
  const t = useStrings(voiceStrings);
  const current = useCurrentCall();
  const count = useInCall(room.id);
  const enter = useEnter(room);
  const prepare = () => current.prepare(room.id);
  const rights = useSignal(useSession().rooms.details(room.id))?.callRights;
  return (
    <section
      aria-label={t("lobby", { channel: room.name })}
      className="scheme-dark flex min-h-0 min-w-0 flex-1 flex-col bg-stage pb-safe-b text-ink"
    >
      {header}
      <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-6 overflow-y-auto p-6 text-center phone:gap-4 phone:p-4">
        {count > 0 ? <Faces room={room} /> : <Nobody inviting={enter !== null} />}
        <div className="flex shrink-0 flex-col items-center gap-3">
          <div className="flex flex-col items-center gap-3">
            {enter !== null && (
              <div className="flex flex-wrap justify-center gap-3">
                <Button
                  look="primary"
                  size="lg"
                  data-voice="join"
                  icon={<Volume2 aria-hidden="true" className="size-5" strokeWidth={1.75} />}
                  onClick={() => enter("audio")}
                  onPointerEnter={prepare}
                  onFocus={prepare}
                  className="min-w-48 flex-1"
                >
                  {t("join")}
                </Button>
                {rights?.video !== false && (
                  <Button
                    size="lg"
                    icon={<Video aria-hidden="true" className="size-5" strokeWidth={1.75} />}
                    onClick={() => enter("video")}
                    className="min-w-48 flex-1"
                  >
                    {t("joinVideo")}
                  </Button>
                )}
              </div>
            )}
            <p className="max-w-80 text-balance text-13 text-ink-2">
              <Outlook room={room} />
            </p>
          </div>
          {enter !== null && <JoinWith room={room} />}
          {!chat && (
            <Button
              look="ghost"
              data-voice="chat"
              icon={<MessageSquareText aria-hidden="true" className="size-4" strokeWidth={1.75} />}
              onClick={onChat}
            >
              {t("openChat")}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

function Nobody({ inviting }: { readonly inviting: boolean }) {
  const t = useStrings(voiceStrings);
  return (
    <div className="flex flex-col items-center gap-1">
      <span aria-hidden="true" className="mb-3 grid size-16 place-items-center rounded-full bg-hover text-ink-2">
        <Volume2 className="size-8" strokeWidth={1.5} />
      </span>
      <h2 className="text-balance font-semibold text-18">{t("nobody")}</h2>
      {inviting && <p className="max-w-80 text-balance text-14 text-ink-2">{t("nobodyHint")}</p>}
    </div>
  );
}

function Faces({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(voiceStrings);
  const callers = useCallers(room.id);
  const shown = callers.length > mostFaces ? callers.slice(0, mostFaces - 1) : callers;
  const more = callers.length - shown.length;
  return (
    // The way in stays in sight, however many there are.
    <div className="flex min-h-40 w-full max-w-page shrink flex-col items-center gap-5">
      <h2 className="shrink-0 text-balance font-semibold text-18">{t("here", { n: callers.length })}</h2>
      <ul
        aria-label={t("inside", { channel: room.name })}
        className="flex min-h-0 w-full flex-wrap justify-center gap-4 overflow-y-auto"
      >
        {shown.map(({ userId, name, mxc }) => (
          <li key={userId} className="flex w-22 min-w-0 flex-col items-center gap-1.5">
            <MediaAvatar id={userId} name={name} mxc={mxc} size={64} />
            <bdi className="w-full truncate text-13" title={name}>
              {name}
            </bdi>
          </li>
        ))}
        {more > 0 && (
          <li className="flex w-22 flex-col items-center gap-1.5">
            <span
              aria-hidden="true"
              className="grid size-16 place-items-center rounded-full bg-hover font-semibold text-18 text-ink-2 tabular-nums"
            >
              +{more}
            </span>
            <span className="sr-only">{t("more", { n: more })}</span>
          </li>
        )}
      </ul>
    </div>
  );
}

/** What joining will be like, or why one cannot. */
function Outlook({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(voiceStrings);
  const { rooms } = useSession();
  const details = useSignal(rooms.details(room.id));
  const here = useCallsHere();
  const entryOf = useEntry();
  const who = useWhoMay();
  const elsewhere = useGoing();
  const other = useSignal(rooms.details(elsewhere?.roomId ?? room.id));
  const onAnother = useOnAnother(room.id, true);
  const calls = useStrings(callStrings);
  if (here === false) return t("noCalls");
  if (details === null) return null;
  const { callRights: rights, callRoles: roles } = details;
  if (!rights.join) return t("mayNotJoin", { who: who(roles.join) });
  const heard = !rights.speak
    ? t("listenOnly", { who: who(roles.speak) })
    : t(entryOf("audio", false, rights).microphone ? "joinsOpen" : "joinsMuted");
  const sound = onAnother ? `${calls("onAnother")} ${heard}` : heard;
  if (elsewhere === null || elsewhere.roomId === room.id || other === null) return sound;
  return `${t("joinsMoves", { room: other.name })} ${sound}`;
}
