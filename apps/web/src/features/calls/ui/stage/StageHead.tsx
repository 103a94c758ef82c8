import type { Call } from "@parley/calls";
import type { RoomSummary } from "@parley/matrix";
import { ArrowLeft, Eye, EyeOff, LayoutGrid, Lock, LockOpen, Volume2 } from "lucide-react";
import { useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import type { Going } from "../../model/current-call.ts";
import { elapsed } from "../../model/grid.ts";
import { alike, spotlightOf, tilesOf } from "../../model/tiles.ts";
import { FloatButton } from "../floating/FloatButton.tsx";
import { RaisedHands } from "../signs/RaisedHands.tsx";
import { useSigns } from "../signs/use-signs.ts";
import { useForMe } from "../use-for-me.ts";
import { stageStrings } from "./strings/index.ts";
import { useNames } from "./use-people.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Which room's call it is; while one is in it, what is to be known of it and how it is looked at. */
export function StageHead({
  going,
  room,
  call,
  onBack,
}: {
  readonly going: Going;
  readonly room: RoomSummary;
  /** Null: one is not in it yet, or any more. */
  readonly call: Call | null;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(stageStrings);
  return (
    <header className="flex h-header shrink-0 items-center gap-2 pr-2 pl-4 phone:px-1">
      {onBack !== undefined && <IconButton label={t("back")} onClick={onBack} icon={<ArrowLeft {...sign} />} />}
      {room.voice && <Volume2 {...sign} className="size-5 shrink-0 phone:hidden" />}
      <h1 className="min-w-0 truncate font-semibold text-15">
        <bdi>{room.name}</bdi>
      </h1>
      {call !== null && (
        <>
          <CallFacts call={call} />
          <span className="ml-auto flex shrink-0 items-center gap-1 phone:gap-0">
            <Hands going={going} call={call} />
            <Views going={going} call={call} />
            <FloatButton going={going} call={call} />
          </span>
        </>
      )}
    </header>
  );
}

/** How long it runs, and whether it is enciphered. */
function CallFacts({ call }: { readonly call: Call }) {
  const t = useStrings(stageStrings);
  const since = useSignal(call.since);
  const now = useNow("second");
  const time = since === null ? null : elapsed(now - since);
  const Sign = call.encrypted ? Lock : LockOpen;
  return (
    <>
      {time !== null && (
        <span className="shrink-0 text-13 text-ink-2 tabular-nums">
          <span className="sr-only">{t("running", { time })}</span>
          <span aria-hidden="true">{time}</span>
        </span>
      )}
      <span
        className={cx(
          "ml-2 flex min-w-0 items-center gap-1.5 text-13 phone:ml-1",
          call.encrypted ? "text-good" : "text-warn",
        )}
      >
        <Sign aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
        <span className="min-w-0 truncate phone:sr-only">{t(call.encrypted ? "encrypted" : "unencrypted")}</span>
      </span>
    </>
  );
}

function Hands({ going, call }: { readonly going: Going; readonly call: Call }) {
  const signs = useSigns(going);
  const nameOf = useNames(going.roomId, useSignal(call.participants));
  return <RaisedHands signs={signs} nameOf={nameOf} />;
}

/** Pictures of others or none, and the way back to tiles of one size. */
function Views({ going, call }: { readonly going: Going; readonly call: Call }) {
  const t = useStrings(stageStrings);
  const { view } = going;
  const forMe = useForMe(going);
  const participants = useSignal(call.participants);
  const large = spotlightOf(tilesOf(participants), useSignal(view.pinned)) !== null;
  const incoming = useSignal(forMe.incoming);
  const pictures = participants.some(({ own, camera, screen }) => !own && (camera !== null || screen !== null));
  return (
    <>
      {(pictures || !incoming) && (
        <IconButton
          label={t(incoming ? "incomingOff" : "incomingOn")}
          pressed={!incoming}
          data-call-incoming=""
          onClick={() => forMe.setIncoming(!incoming)}
          icon={incoming ? <Eye {...sign} /> : <EyeOff {...sign} />}
        />
      )}
      {large && (
        <IconButton
          label={t("unpin")}
          onClick={() => {
            view.pinned.value = alike;
          }}
          icon={<LayoutGrid {...sign} />}
        />
      )}
    </>
  );
}
