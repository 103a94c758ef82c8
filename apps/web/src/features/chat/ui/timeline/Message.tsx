import type { MessageItem } from "@parley/matrix";
import { Pin } from "lucide-react";
import { lazy, memo, type ReactNode, Suspense, useId, useState } from "react";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import type { Language } from "../../../../shared/messages.ts";
import { clockTime, fullTime, isoTime } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { ActionBar } from "./ActionBar.tsx";
import { useMessageRoom } from "./actions.ts";
import { MessageBody } from "./MessageBody.tsx";
import { isActionable } from "./message-commands.tsx";
import { Reactions } from "./Reactions.tsx";
import { Receipts } from "./Receipts.tsx";
import { ReplyQuote } from "./ReplyQuote.tsx";
import { SenderName } from "./SenderName.tsx";
import { SendClock, SendFault } from "./SendStatus.tsx";
import { GreyShield, RedShield } from "./Shield.tsx";
import { timelineStrings } from "./strings/index.ts";
import { useEngaged } from "./use-engaged.ts";

const MessageSheet = lazy(async () => ({ default: (await import("./MessageSheet.tsx")).MessageSheet }));

/** A file shows how far it is on its way. */
const saysItself = ({ body }: MessageItem): boolean => body.type === "media" && body.source?.at === "here";

/** Names in the timeline keep the hue of their face only in the face: words stay readable in both themes. */
function Head({
  item,
  language,
  children,
}: {
  readonly item: MessageItem;
  readonly language: Language;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      {children}
      <Time ts={item.ts} language={language} />
    </div>
  );
}

function Time({ ts, language, quiet }: { readonly ts: number; readonly language: Language; readonly quiet?: boolean }) {
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

/** The face of who wrote it. The name beside it is the button for everyone; the face is for whoever points. */
function Face({ item, onPress }: { readonly item: MessageItem; readonly onPress: () => void }) {
  const phone = useViewport() === "phone";
  const place = item.replyTo !== null ? "mt-5" : phone && "mt-0.5";
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      onClick={onPress}
      className={cx("block rounded-full", place)}
    >
      <MediaAvatar id={item.senderId} name={item.senderName} mxc={item.senderAvatarMxc} size={phone ? 32 : 40} />
    </button>
  );
}

/** What stands behind the last word. Most messages have none of it: each part is made where there is something to show. */
function After({
  item,
  doubt,
  active,
}: {
  readonly item: MessageItem;
  readonly doubt: boolean;
  readonly active: boolean;
}) {
  return (
    <>
      {item.edited && <EditedSign item={item} />}
      {doubt && item.shield !== null && <GreyShield shield={item.shield} reachable={active} />}
      {item.send !== null && !saysItself(item) && <SendClock send={item.send} />}
      {item.readBy.length > 0 && <Receipts item={item} />}
    </>
  );
}

function EditedSign({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  return (
    <>
      {" "}
      <button
        type="button"
        title={t("showVersions")}
        onClick={() => actions.ask(item, "versions")}
        className="ml-0.5 whitespace-nowrap rounded-4 text-12 text-ink-2 hover:underline touch:min-h-6"
      >
        <span className="sr-only">(</span>
        {t("edited")}
        <span className="sr-only">)</span>
      </button>
    </>
  );
}

/** That a message is pinned, above its words. */
function PinnedSign() {
  const t = useStrings(chatStrings);
  return (
    <span className="flex items-center gap-1 text-12 text-ink-2">
      <Pin aria-hidden="true" className="size-3" strokeWidth={1.75} />
      {t("pinned")}
    </span>
  );
}

/** That a message is being written anew in the field below. */
function EditingSign() {
  const words = useStrings(timelineStrings);
  return (
    <>
      <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-accent" />
      <span className="sr-only">{words("isEdited")}</span>
    </>
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
  const room = useMessageRoom();
  const edited = useSignal(room.edited) === item.key;
  const pinned = useSignal(room.pins.ids).includes(item.eventId ?? "");
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
      {item.mentionsMe && <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-mention-bar" />}
      {edited && <EditingSign />}
      <div className="w-10 shrink-0 phone:w-8">
        {head ? (
          <Face item={item} onPress={() => setCard(true)} />
        ) : (
          engaged && (
            <span className="flex h-(--line-message) items-center justify-end phone:hidden">
              <Time ts={item.ts} language={t.language} quiet />
            </span>
          )
        )}
      </div>
      <div className={cx("min-w-0 flex-1", pending ? "text-ink-2" : "text-ink")}>
        {item.replyTo !== null && <ReplyQuote reply={item.replyTo} />}
        {head && (
          <Head item={item} language={t.language}>
            <SenderName item={item} reachable={active} open={card} onOpenChange={setCard} />
          </Head>
        )}
        {pinned && <PinnedSign />}
        <div id={bodyId}>
          <MessageBody item={item} after={<After item={item} doubt={doubt} active={active} />} />
        </div>
        {item.shield?.colour === "red" && <RedShield shield={item.shield} />}
        {item.send?.state === "failed" && <SendFault item={item} />}
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
