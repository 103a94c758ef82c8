import type { MessageItem } from "@parley/matrix";
import { lazy, memo, type ReactNode, Suspense, useId, useState } from "react";
import type { Language } from "../../../../shared/messages.ts";
import { clockTime, fullTime, isoTime } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { ActionBar } from "./ActionBar.tsx";
import { Face } from "./Face.tsx";
import { drawBody } from "./MessageBody.tsx";
import { useMarks } from "./MessageRoomProvider.tsx";
import { drawAfter, drawRed, EditingSign, PinnedSign } from "./MessageSigns.tsx";
import { isActionable } from "./message-commands.tsx";
import { Reactions } from "./Reactions.tsx";
import { ReplyQuote } from "./ReplyQuote.tsx";
import { SenderName } from "./SenderName.tsx";
import { useEngaged } from "./use-engaged.ts";

// Asked for with the first message that is on its way.
const SendFault = lazy(async () => ({ default: (await import("./SendFault.tsx")).SendFault }));
const MessageSheet = lazy(async () => ({ default: (await import("./MessageSheet.tsx")).MessageSheet }));

// Drawn in place, not as components of their own: a change of room draws dozens of messages.
function drawTime(ts: number, language: Language, quiet = false): ReactNode {
  return (
    <time
      dateTime={isoTime(ts)}
      title={fullTime(ts, language)}
      className={cx("shrink-0 text-ink-2 tabular-nums", quiet ? "text-11" : "text-12")}
    >
      {clockTime(ts, language)}
    </time>
  );
}

/** A message: who and when at the head of a group, what was said, and what can be done with it. */
export const Message = memo(function Message({
  item,
  head,
  doubt = true,
  active,
  flashed,
}: {
  readonly item: MessageItem;
  readonly head: boolean;
  /** Says how far its sender is proven, when that is not in full. */
  readonly doubt?: boolean;
  /** The one that Tab reaches. */
  readonly active: boolean;
  /** Just jumped to. */
  readonly flashed: boolean;
}) {
  const t = useStrings(chatStrings);
  const marks = useMarks();
  const edited = marks.edited === item.key;
  const pinned = marks.pinned.includes(item.eventId ?? "");
  const bodyId = useId();
  const [sheet, setSheet] = useState(false);
  const [card, setCard] = useState(false);
  const actionable = isActionable(item);
  const { engaged, props } = useEngaged(() => {
    if (actionable) setSheet(true);
  });
  const pending = item.send !== null && item.send.state !== "failed";
  return (
    <article
      {...props}
      tabIndex={active ? 0 : -1}
      data-message={item.key}
      // Who walks from one to the next hears what was said, too.
      aria-describedby={active ? bodyId : undefined}
      aria-label={t("messageBy", { name: item.senderName, time: clockTime(item.ts, t.language) })}
      className={cx(
        "relative flex gap-3 px-4 py-0.5 text-message -outline-offset-2",
        head && "mt-group",
        item.mentionsMe ? "bg-mention" : flashed ? "bg-accent-soft" : (engaged || edited) && "bg-message-hover",
      )}
    >
      {item.mentionsMe && (
        <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-mention-bar forced:bg-canvas-text" />
      )}
      {edited && <EditingSign />}
      <div className="w-10 shrink-0 phone:w-8">
        {head ? (
          <Face item={item} onPress={() => setCard(true)} />
        ) : (
          engaged && (
            <span className="flex h-(--line-message) items-center justify-end phone:hidden">
              {drawTime(item.ts, t.language, true)}
            </span>
          )
        )}
      </div>
      <div className={cx("min-w-0 flex-1", pending ? "text-ink-2" : "text-ink")}>
        {item.replyTo !== null && <ReplyQuote reply={item.replyTo} />}
        {head && (
          // Names keep the hue of their face only in the face: words stay readable in both themes.
          <div className="flex min-w-0 items-baseline gap-2">
            <SenderName item={item} reachable={active} open={card} onOpenChange={setCard} />
            {drawTime(item.ts, t.language)}
          </div>
        )}
        {pinned && <PinnedSign />}
        <div id={bodyId}>{drawBody(item, drawAfter(item, doubt, active))}</div>
        {drawRed(item)}
        {item.send !== null && (
          <Suspense>
            <SendFault item={item} />
          </Suspense>
        )}
        {item.reactions.length > 0 && <Reactions item={item} />}
      </div>
      {engaged && actionable && !sheet && <ActionBar item={item} />}
      {sheet && (
        <Suspense fallback={null}>
          <MessageSheet item={item} onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </article>
  );
});
