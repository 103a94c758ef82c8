import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { codeOf, explain } from "../../../../shared/explain.ts";
import type { RoomPlace } from "../../../../shared/navigation.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import { Finding } from "./Edges.tsx";
import { useEntry } from "./use-entry.ts";
import { useJump } from "./use-jump.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

const isOutOfReach = (error: unknown) => codeOf(error) === "MATRIX_NOT_FOUND" || codeOf(error) === "MATRIX_FORBIDDEN";

/** The ways to what is new above while it was not in view, to the end, and to what the address names. */
export function Jumps({
  model,
  scroll,
  place,
  eventId,
  mark,
}: {
  readonly model: RoomModel;
  readonly scroll: TimelineScroll;
  readonly place: RoomPlace;
  readonly eventId: string | undefined;
  /** Marks the row that was jumped to. */
  readonly mark: (key: string | null) => void;
}): ReactNode {
  const t = useStrings(chatStrings);
  const missed = useSignal(model.missed.count);
  const more = useSignal(model.missed.more);
  const newer = useSignal(model.timeline.newer);
  const toast = useToast();
  const shared = useStrings(sharedStrings);
  const tell = (error: unknown) => toast({ title: explain(error, shared).sentence, priority: "high" });
  const { jumpTo, finding } = useJump(model, scroll, mark);
  useEntry({ model, scroll, place, eventId, jumpTo }, (error) => {
    if (!isOutOfReach(error)) tell(error);
    else toast({ title: t("noMessage"), priority: "high" });
  });
  // What was read is out of reach for good: then there is no way there, and no line to look for.
  const unreachable = (error: unknown) => {
    if (isOutOfReach(error)) model.markRead();
    else tell(error);
  };
  const pill =
    "absolute left-1/2 flex h-8 -translate-x-1/2 items-center gap-2 rounded-full bg-float px-4 font-medium text-13 text-ink shadow-float hover:bg-float-hover touch:h-11 forced:border";
  return (
    <>
      <Finding waiting={finding} />
      {scroll.unreadAbove && (
        <button type="button" className={cx(pill, "top-2")} onClick={() => void scroll.toUnread().catch(unreachable)}>
          <ArrowUp aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {t("jumpToUnread")}
        </button>
      )}
      {!scroll.atEnd && (
        <button
          type="button"
          className={cx(pill, "bottom-2")}
          onClick={() => {
            if (newer === "end") scroll.toEnd();
            else model.timeline.jumpToLatest().then(scroll.toEnd, tell);
          }}
        >
          <ArrowDown aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {missed > 0 ? t(more ? "newAtLeast" : "newCount", { n: missed }) : t("jumpToLatest")}
        </button>
      )}
    </>
  );
}
