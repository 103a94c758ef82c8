import type { CallItem, CallTalk, RoomSummary } from "@parley/matrix";
import { Phone, PhoneMissed, PhoneOff, Video } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import type { Language } from "../../../../shared/messages.ts";
import { clockTime, duration, fullTime, isoTime, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { useCallsHere } from "../calls-here.ts";
import { useCurrentCall, useGoing, useInCall } from "../current.ts";
import { entryBetween } from "./entry-between.ts";
import { ringStrings } from "./strings/index.ts";

/** In a timeline: that somebody called, and what came of it. */
export function CallLine({ item, room }: { readonly item: CallItem; readonly room: RoomSummary }) {
  const t = useStrings(ringStrings);
  const unanswered = useUnanswered(item);
  const missed = item.rings && !item.mine && unanswered;
  const Sign = missed ? PhoneMissed : item.outcome === "declined" ? PhoneOff : item.intent === "video" ? Video : Phone;
  return (
    <div
      data-call-line={missed ? "missed" : (item.outcome ?? "")}
      title={fullTime(item.ts, t.language)}
      className="mt-group flex min-h-8 items-center gap-2 pr-4 pl-17 text-13 text-ink-2 phone:pl-15"
    >
      <Sign aria-hidden="true" className={cx("size-4 shrink-0", missed && "text-danger")} strokeWidth={1.75} />
      <p className="wrap-anywhere min-w-0">
        {sentence(item, unanswered, t)}
        {item.talk !== null && <Talk talk={item.talk} rings={item.rings} pair={room.kind === "direct"} />}{" "}
        <span className="whitespace-nowrap">
          {"· "}
          <time dateTime={isoTime(item.ts)}>{clockTime(item.ts, t.language)}</time>
        </span>
      </p>
      {missed && room.kind === "direct" && <CallBack room={room} item={item} />}
    </div>
  );
}

function sentence(item: CallItem, unanswered: boolean, t: Speak<typeof ringStrings.en>): ReactNode {
  const name = <bdi>{item.actorName}</bdi>;
  if (!item.rings) return t.rich("lineStarted", { name });
  if (!item.mine && unanswered) return t.rich("lineMissed", { name });
  const called = item.mine ? t("lineYou") : t.rich("lineCalled", { name });
  const came = item.outcome === "declined" ? t("lineDeclined") : item.mine && unanswered ? t("lineUnanswered") : null;
  return came === null ? (
    called
  ) : (
    <>
      {called} · {came}
    </>
  );
}

/** More of those who took part are counted. */
const named = 3;

/** How long it was, and with whom; between two people the line has said with whom. */
function Talk({ talk, rings, pair }: { readonly talk: CallTalk; readonly rings: boolean; readonly pair: boolean }) {
  const t = useStrings(ringStrings);
  if (talk.count === 0) return rings ? null : <> · {t("lineAlone")}</>;
  const length = callLength(talk.ms, t.language);
  if (pair && talk.count === 1) return <> · {length}</>;
  const shown = talk.others.slice(0, named).map(({ name, mine }) => (mine ? t("lineMe") : name));
  const rest = talk.count - shown.length;
  if (rest > 0) shown.push(t("lineMore", { n: rest }));
  const names = new Intl.ListFormat(t.language).formatToParts(shown).map(({ type, value }, at) => {
    const key = `${at} ${value}`;
    return type === "element" ? <bdi key={key}>{value}</bdi> : <Fragment key={key}>{value}</Fragment>;
  });
  return <> · {t.rich("lineWith", { length, names })}</>;
}

/** `40 seconds`, `12 minutes`, `1 hr 5 min`. */
function callLength(ms: number, language: Language): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  if (hours === 0 || minutes === 0) return duration(ms, language);
  const part = (value: number, unit: "hour" | "minute") =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  return `${part(hours, "hour")} ${part(minutes, "minute")}`;
}

/** Nobody has come, and nobody will: looked at each minute, and when the places of the call change. */
function useUnanswered({ outcome, until }: CallItem): boolean {
  const now = useNow();
  return outcome === "over" || (outcome === null && now > until);
}

function CallBack({ room, item }: { readonly room: RoomSummary; readonly item: CallItem }) {
  const t = useStrings(ringStrings);
  const current = useCurrentCall();
  const here = useCallsHere();
  const may = useSignal(useSession().rooms.details(room.id))?.permissions.startCall === true;
  const busy = useInCall(room.id) > 0;
  const inside = useGoing()?.roomId === room.id;
  if (here !== true || !may || busy || inside) return null;
  return (
    <button
      type="button"
      className="h-8 shrink-0 rounded-control px-2 font-medium text-accent transition-colors hover:bg-hover touch:h-11"
      onPointerEnter={() => current.prepare(room.id)}
      onClick={() => current.join(room.id, entryBetween(item.intent))}
    >
      {t("callBack")}
    </button>
  );
}
