import type { Participant } from "@parley/calls";
import { type ReadonlySignal, signal } from "@parley/kernel";
import type { RoomSummary } from "@parley/matrix";
import { MessageSquareText, MicOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import type { Place } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { type Going, type GoingState, isOver } from "../../model/current-call.ts";
import { useGoing, useInCall } from "../current.ts";
import { voiceStrings } from "./strings/index.ts";
import { type Caller, useCallers } from "./use-callers.ts";
import { useOpenChat } from "./use-open-chat.ts";

const PersonRow = lazy(async () => ({ default: (await import("../person/PersonRow.tsx")).PersonRow }));

/** So many stand below a channel; of more, one less and how many they are. */
const most = 6;

/** What belongs to a voice channel's row: the way to its chat, and who is in its call. */
export function VoiceRow({ room, place }: { readonly room: RoomSummary; readonly place: Place }) {
  const t = useStrings(voiceStrings);
  const openChat = useOpenChat(room.id, place);
  const count = useInCall(room.id);
  return (
    <>
      {/* A finger has the row's menu. */}
      <span className="touch:hidden absolute top-0 right-1 flex h-row items-center opacity-0 focus-within:opacity-100 group-hover/voice:opacity-100">
        <IconButton
          size="sm"
          label={t("openChatOf", { channel: room.name })}
          onClick={openChat}
          className="bg-float hover:bg-float-hover"
          icon={<MessageSquareText aria-hidden="true" className="size-4" strokeWidth={1.75} />}
        />
      </span>
      {count > 0 && <People room={room} />}
    </>
  );
}

const none: ReadonlySignal<null> = signal(null);
const nobody: ReadonlySignal<readonly Participant[]> = signal([]);

function People({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(voiceStrings);
  const callers = useCallers(room.id);
  const own = useSession().account.userId;
  const any = useGoing();
  const state = useSignal<GoingState | null>(any?.state ?? none);
  // Of a call that is over nothing is known any more.
  const going = state === null || isOver(state) ? null : any;
  const call = useSignal(going?.roomId === room.id ? going.call : none);
  // Only of those in the same call it is known who speaks.
  const participants = useSignal(call?.participants ?? nobody);
  const shown = callers.length > most ? callers.slice(0, most - 1) : callers;
  const more = callers.length - shown.length;
  return (
    <ul aria-label={t("inside", { channel: room.name })} className="flex flex-col gap-hair pb-1 pl-9">
      {shown.map((caller) => (
        <Person
          key={caller.userId}
          caller={caller}
          own={caller.userId === own}
          going={going}
          devices={participants.filter(({ member }) => member.userId === caller.userId)}
        />
      ))}
      {more > 0 && <li className="px-1.5 py-1 text-13 text-ink-2">{t("more", { n: more })}</li>}
    </ul>
  );
}

function Person({
  caller: { userId, name, mxc },
  own,
  going,
  devices,
}: {
  readonly caller: Caller;
  readonly own: boolean;
  readonly going: Going | null;
  /** Their devices in the call that one is in oneself; none in another. */
  readonly devices: readonly Participant[];
}) {
  const t = useStrings(voiceStrings);
  const speaks = devices.some(({ speaking }) => speaking);
  const muted = devices.length > 0 && devices.every(({ microphone, waiting }) => microphone !== "on" && !waiting);
  const device = devices[0];
  const row = "flex h-7 min-w-0 items-center gap-2 rounded-control pr-2 pl-1.5 text-13 text-ink-2";
  const words = (
    <>
      <span className={cx("shrink-0 rounded-full", speaks && "outline-2 outline-good outline-offset-1")}>
        <MediaAvatar id={userId} name={name} mxc={mxc} size={20} />
      </span>
      <bdi className={cx("min-w-0 truncate", speaks && "text-ink")}>{own ? t("you") : name}</bdi>
      {speaks && <span className="sr-only">, {t("speaks")}</span>}
      {muted && (
        <>
          <MicOff aria-hidden="true" className="ml-auto size-4 shrink-0" strokeWidth={1.75} />
          <span className="sr-only">, {t("muted")}</span>
        </>
      )}
    </>
  );
  const plain = <span className={row}>{words}</span>;
  if (own || going === null || device === undefined) return <li>{plain}</li>;
  return (
    <li>
      <Suspense fallback={plain}>
        <PersonRow
          going={going}
          participant={device}
          name={name}
          className={cx(row, "w-full text-left hover:bg-hover hover:text-ink data-popup-open:bg-hover touch:h-11")}
        >
          {words}
        </PersonRow>
      </Suspense>
    </li>
  );
}
