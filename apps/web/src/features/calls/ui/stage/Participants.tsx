import type { Call } from "@parley/calls";
import { EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../../ui/Banner.tsx";
import type { Going } from "../../model/current-call.ts";
import type { ForMe } from "../../model/for-me.ts";
import { RingNote } from "../ringing/RingNote.tsx";
import { SignNews } from "../signs/SignNews.tsx";
import { useSigns } from "../signs/use-signs.ts";
import { useForMe } from "../use-for-me.ts";
import { stageStrings } from "./strings/index.ts";
import { Tiles } from "./Tiles.tsx";
import { useFaces, useNames } from "./use-people.ts";

/** Who is in a call that stands: their tiles, what is said when one is alone, and who came or went. */
export function Participants({
  going,
  call,
  voice,
}: {
  readonly going: Going;
  readonly call: Call;
  /** It is a voice channel: others see in their list who is in it. */
  readonly voice: boolean;
}) {
  const t = useStrings(stageStrings);
  const { roomId, view } = going;
  const participants = useSignal(call.participants);
  const faceOf = useFaces(roomId);
  const nameOf = useNames(roomId, participants);
  const signs = useSigns(going);
  const forMe = useForMe(going);
  const own = participants.find((participant) => participant.own)?.identity;
  const alone = participants.every((participant) => participant.own);
  const gone = useSignal(going.met);
  const news = useNews(participants, (participant) => faceOf(participant, participants).name);
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-2 px-2">
        <Tiles world={{ roomId, participants, view, faceOf, signs, forMe }} />
        {alone && (
          <RingNote
            roomId={roomId}
            otherwise={
              <p className="wrap-anywhere shrink-0 pb-1 text-center text-13 text-ink-2">
                {gone === null
                  ? t(voice ? "aloneInVoice" : "alone")
                  : t("aloneNow", { name: faceOf(gone, [gone]).name })}
              </p>
            }
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {news}
      </p>
      <SignNews signs={signs} own={own} nameOf={nameOf} />
      <IncomingOff forMe={forMe} />
    </>
  );
}

/** Nobody wonders where the pictures are. */
function IncomingOff({ forMe }: { readonly forMe: ForMe }) {
  const t = useStrings(stageStrings);
  if (useSignal(forMe.incoming)) return null;
  return (
    <div className="shrink-0 px-2 pt-2">
      <Banner
        tone="info"
        shape="card"
        icon={<EyeOff aria-hidden="true" className="size-4" strokeWidth={1.75} />}
        actions={<BannerAction onClick={() => forMe.setIncoming(true)}>{t("incomingOn")}</BannerAction>}
      >
        {t("incomingIsOff")}
      </Banner>
    </div>
  );
}

/** Who came or went last, for those who do not see it. */
function useNews(
  participants: Call["participants"]["value"],
  nameOf: (one: (typeof participants)[number]) => string,
): string {
  const t = useStrings(stageStrings);
  const [news, setNews] = useState("");
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const now = new Map(participants.filter((one) => !one.own).map((one) => [one.identity, nameOf(one)]));
    const last = before.current;
    before.current = now;
    // Who was there when one came is seen on the tiles.
    if (last === null) return;
    const came = [...now].findLast(([identity]) => !last.has(identity));
    const went = [...last].findLast(([identity]) => !now.has(identity));
    if (came !== undefined) setNews(t("came", { name: came[1] }));
    else if (went !== undefined) setNews(t("went", { name: went[1] }));
  });
  return news;
}
