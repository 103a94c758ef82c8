import type { MessageItem, SendState, SpaceSummary, Successor, Timeline, TimelineItem } from "@parley/matrix";
import { useContext } from "react";
import { useCopy } from "../../../../shared/clipboard.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../../shared/explain.ts";
import { type Place, useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStillHere } from "../../../../shared/use-still-here.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { useCalmWait } from "../../../../ui/Skeleton.tsx";
import { spaceOf } from "../../model/list.ts";
import { draftAsWritten } from "../../model/outgoing.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { ChatWorldContext } from "../world.ts";
import { roomStrings } from "./strings/index.ts";

const refusals = {
  MATRIX_FORBIDDEN: "newForbidden",
  MATRIX_NOT_FOUND: "newUnreachable",
} as const;

const row = "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pr-2 pl-3 text-13 text-ink-2 phone:px-2";
/** A thumb's width on a phone. */
const wide = "phone:w-full";

/** A room beside the one in view: in its own server, else in that of the other. */
function usePlaceOf(space: SpaceSummary | null): (roomId: string) => Place {
  const { list } = useSession().rooms;
  return (roomId) => {
    const server = spaceOf(list.peek(), roomId) ?? space;
    return server === null ? { at: "home", roomId } : { at: "space", spaceId: server.id, roomId };
  };
}

/** Stands in the place of the field where the conversation goes on in another room: the way there. */
export function Continued({
  model,
  successor,
  space,
}: {
  /** The old room. */
  readonly model: RoomModel;
  readonly successor: Successor;
  /** The server that the old room is seen in. */
  readonly space: SpaceSummary | null;
}) {
  const t = useStrings(roomStrings);
  const { rooms } = useSession();
  const navigation = useNavigation();
  const placeOf = usePlaceOf(space);
  const go = () => navigation.go(placeOf(successor.roomId));
  const isHere = useStillHere();
  const join = useTask(async () => {
    await rooms.join(successor.roomId, successor.via);
    // Who has gone elsewhere meanwhile stays there.
    if (isHere()) go();
  });
  const refusal = refusals[codeOf(join.error) as keyof typeof refusals];
  return (
    <div
      data-continued=""
      data-region="composer"
      tabIndex={-1}
      className="mx-4 mb-4 flex flex-col gap-2 phone:mx-2 phone:mb-2"
    >
      {join.error !== null && (
        <ErrorNote
          error={join.error}
          onRetry={() => void join.run()}
          {...(refusal === undefined ? {} : { words: t(refusal, { name: successor.byName }) })}
        />
      )}
      {successor.joined && (
        <>
          <Begun model={model} />
          <Unsent timeline={model.timeline} roomId={successor.roomId} />
        </>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-card bg-hover py-2 pr-2 pl-3 text-14 text-ink phone:px-2">
        <p role="status" className="py-1 phone:px-1">
          {t("continued")}
        </p>
        {successor.joined ? (
          <Button look="primary" data-region-start="" className={wide} onClick={go}>
            {t("goToNew")}
          </Button>
        ) : (
          <Button
            look="primary"
            data-region-start=""
            className={wide}
            busy={join.running && t("joiningNew")}
            onClick={() => void join.run()}
          >
            {t("joinNew")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Words that were begun here and not taken along, as others were begun in the new room: to be had from here alone. */
function Begun({ model }: { readonly model: RoomModel }) {
  const t = useStrings(roomStrings);
  const begun = useSignal(useSession().drafts.rooms);
  const words = useSignal(model.composer.begun).trim();
  const { copy, copied } = useCopy();
  const left = words !== "" && begun.has(model.roomId);
  // What is on its way there is gone in a moment.
  const stays = useCalmWait(left);
  if (!left || !stays) return null;
  return (
    <div className={row}>
      <p dir="auto" className="wrap-anywhere line-clamp-3 min-w-0 flex-1 phone:basis-full">
        {t.rich("begun", { words: <bdi className="text-ink">{words}</bdi> })}
      </p>
      <Button className={wide} onClick={() => copy(words)}>
        {t(copied ? "begunCopied" : "copyBegun")}
      </Button>
    </div>
  );
}

type Failed = MessageItem & { readonly send: Extract<SendState, { readonly state: "failed" }> };
/** Not a failed change to what was sent: a message that never was. */
const isFailed = (item: TimelineItem): item is Failed =>
  item.type === "message" && item.eventId === null && item.send?.state === "failed";

const isMovable = ({ body, send }: Failed): boolean => body.type === "text" && send.reason !== "uncertain";

/** What was written here and was refused: it goes nowhere by itself, and is not lost. */
function Unsent({ timeline, roomId }: { readonly timeline: Timeline /** The new room. */; readonly roomId: string }) {
  const t = useStrings(roomStrings);
  const session = useSession();
  const { clock } = useContext(ChatWorldContext);
  // Files are sent again by hand, and so is what may have arrived.
  const movable = useSignal(timeline.items).filter(isFailed).filter(isMovable);
  const move = useTask(async () => {
    const there = session.openTimeline(roomId);
    try {
      for (const { key, body } of movable) {
        if (body.type !== "text") continue;
        const { text, html, style } = body;
        const written = { text, format: { html }, ...(style === "emote" ? { style } : {}) };
        await there.send(await draftAsWritten(session, roomId, written, clock));
        await timeline.discard(key);
      }
    } finally {
      there.close();
    }
  });
  if (movable.length === 0) return null;
  return (
    <div className={row}>
      <p>{t("unsent", { n: movable.length })}</p>
      <Button className={wide} busy={move.running && t("sendingThere")} onClick={() => void move.run()}>
        {t("sendThere", { n: movable.length })}
      </Button>
      {move.error !== null && <ErrorNote error={move.error} />}
    </div>
  );
}

/** The way to what was said before, at the beginning of a room that continues another one. */
export function OlderRoom({ roomId, space }: { readonly roomId: string; readonly space: SpaceSummary | null }) {
  const t = useStrings(roomStrings);
  const navigation = useNavigation();
  const placeOf = usePlaceOf(space);
  return (
    <p className="mt-3 flex flex-wrap items-baseline gap-x-2 text-14 text-ink-2">
      {t("continues")}
      <button
        type="button"
        onClick={() => navigation.go(placeOf(roomId))}
        className="rounded-4 font-medium text-accent hover:underline touch:min-h-11"
      >
        {t("seeOlder")}
      </button>
    </p>
  );
}
