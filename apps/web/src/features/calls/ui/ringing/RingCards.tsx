import type { CallIntent, IncomingRing } from "@parley/matrix";
import { Phone, PhoneOff, Video } from "lucide-react";
import { type FocusEvent, Fragment, Suspense, useContext, useEffect, useLayoutEffect, useRef } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { RingAlarmContext } from "../../../../shared/ring-alarm.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { useToast } from "../../../../ui/Toast.tsx";
import { isOver } from "../../model/current-call.ts";
import { useCurrentCall, useGoing } from "../current.ts";
import { focusControls } from "../focus-controls.ts";
import { entryBetween } from "./entry-between.ts";
import { ringStrings } from "./strings/index.ts";

const sign = { "aria-hidden": true, className: "size-4 shrink-0", strokeWidth: 1.75 } as const;

/** One card for each that calls: it takes neither the focus nor the call that one is in. */
export function RingCards({ rings }: { readonly rings: readonly IncomingRing[] }) {
  const t = useStrings(ringStrings);
  const before = useRef<HTMLElement | null>(null);
  const remember = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) before.current = relatedTarget;
  };
  return (
    <section
      data-region="ring"
      data-region-urgent
      data-rings
      tabIndex={-1}
      aria-label={t("incoming")}
      onFocus={remember}
      className="fixed top-2 right-2 z-70 flex w-90 max-w-11/12 flex-col gap-2 phone:inset-x-2 phone:w-auto phone:max-w-none"
    >
      {rings.map((ring, at) => (
        <Fragment key={ring.roomId}>
          <Alarm ring={ring} first={at === 0} />
          <RingCard ring={ring} onDone={() => before.current?.focus()} />
        </Fragment>
      ))}
    </section>
  );
}

function RingCard({ ring, onDone }: { readonly ring: IncomingRing; readonly onDone: () => void }) {
  const t = useStrings(ringStrings);
  const { rooms, ringing } = useSession();
  const direct = useSignal(rooms.list).directs.some(({ id }) => id === ring.roomId);
  const room = useSignal(rooms.details(ring.roomId))?.name ?? "";
  const current = useCurrentCall();
  const leaves = useLeaves();
  const show = useShowRoom();
  const toast = useToast();
  const phone = useViewport() === "phone";
  const { callerName: name, roomId } = ring;
  // Nobody waits for what can be got ready while it rings; it leaves no trace.
  useEffect(() => current.prepare(roomId), [current, roomId]);
  const answered = useRef(false);
  useLayoutEffect(
    () => () => {
      // Once the card is gone, and its button with it.
      if (answered.current) queueMicrotask(focusControls);
    },
    [],
  );
  const answer = (intent: CallIntent) => {
    answered.current = true;
    current.join(roomId, entryBetween(intent));
    show(roomId);
  };
  const decline = () => {
    onDone();
    ringing.decline(ring.id).catch(() => toast({ title: t("notDeclined", { name }), priority: "high" }));
  };
  const kind = t(ring.intent === "video" ? "videoCall" : "voiceCall");
  const [Usual, Other] = ring.intent === "video" ? [Video, Phone] : [Phone, Video];
  const other: CallIntent = ring.intent === "video" ? "audio" : "video";
  return (
    <div data-ring={roomId} className="flex flex-col gap-3 rounded-card bg-float p-3 text-ink shadow-float">
      <p role="alert" className="sr-only">
        {t(phone ? "announced" : "announcedKeys", { name, kind })}
      </p>
      <div className="flex min-w-0 items-center gap-3">
        <MediaAvatar id={ring.callerId} name={name} mxc={ring.callerAvatarMxc} size={40} />
        <div className="min-w-0 flex-1">
          <bdi className="block truncate font-semibold text-15">{name}</bdi>
          <p className="flex min-w-0 items-center gap-1.5 text-13 text-ink-2">
            <Usual {...sign} />
            <span className="min-w-0 truncate">
              {kind}
              {!direct && room !== "" && <> {t.rich("inRoom", { room: <bdi>{room}</bdi> })}</>}
            </span>
          </p>
        </div>
      </div>
      {leaves !== null && leaves.roomId !== roomId && (
        <p className="wrap-anywhere text-13 text-ink-2">{t.rich("moves", { room: <bdi>{leaves.name}</bdi> })}</p>
      )}
      <div className="flex gap-2">
        <Button
          className="flex-1"
          look="plain-danger"
          aria-label={t("declineNamed", { name })}
          icon={<PhoneOff {...sign} />}
          onClick={decline}
        >
          {t("decline")}
        </Button>
        <IconButton
          label={t(other === "video" ? "answerVideo" : "answerVoice")}
          className="bg-float-hover text-ink"
          icon={<Other aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          onClick={() => answer(other)}
        />
        <Button
          className="flex-1"
          look="primary"
          data-region-start
          aria-label={t("answerNamed", { name })}
          icon={<Usual {...sign} />}
          onClick={() => answer(ring.intent)}
        >
          {t("answer")}
        </Button>
      </div>
    </div>
  );
}

/** The call that answering another one leaves. */
function useLeaves(): { readonly roomId: string; readonly name: string } | null {
  const going = useGoing();
  const { rooms } = useSession();
  const roomId = going === null || isOver(going.state.peek()) ? null : going.roomId;
  const name = useSignal(rooms.details(roomId ?? ""))?.name ?? "";
  return roomId === null ? null : { roomId, name };
}

/** Leads to the room of a call. */
function useShowRoom(): (roomId: string) => void {
  const { rooms } = useSession();
  const navigation = useNavigation();
  return (roomId) => {
    const spaceId = rooms.details(roomId).peek()?.spaceId ?? null;
    navigation.go(spaceId === null ? { at: "home", roomId } : { at: "space", spaceId, roomId });
  };
}

/** Calls from outside of the page. What does it is loaded with the first call. */
function Alarm({ ring, first }: { readonly ring: IncomingRing; readonly first: boolean }) {
  const t = useStrings(ringStrings);
  const busy = useLeaves() !== null;
  const show = useShowRoom();
  const Raised = useContext(RingAlarmContext);
  if (Raised === null) return null;
  return (
    <Suspense fallback={null}>
      <Raised
        roomId={ring.roomId}
        words={{ title: ring.callerName, body: t(ring.intent === "video" ? "cardVideo" : "cardVoice") }}
        hidden={{ title: t("hiddenTitle"), body: t("hiddenBody") }}
        sound={ring.quiet ? "none" : busy || !first ? "once" : "on and on"}
        onClick={() => show(ring.roomId)}
      />
    </Suspense>
  );
}
