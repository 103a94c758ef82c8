import type { MessageItem } from "@parley/matrix";
import { memo, useState } from "react";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { clockTime, fullTime } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { ActionBar, isActionable } from "./ActionBar.tsx";
import { MessageBody } from "./MessageBody.tsx";
import { MessageSheet } from "./MessageSheet.tsx";
import { Reactions } from "./Reactions.tsx";
import { ReplyQuote } from "./ReplyQuote.tsx";
import { SendClock, SendFault } from "./SendStatus.tsx";
import { GreyShield, RedShield } from "./Shield.tsx";
import { useEngaged } from "./use-engaged.ts";

/** Names in the timeline keep the hue of their face only in the face: words stay readable in both themes. */
function Head({ item }: { readonly item: MessageItem }) {
  const { language } = useStrings(chatStrings);
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <bdi className="truncate font-semibold text-15 text-ink">{item.senderName}</bdi>
      <Time ts={item.ts} language={language} />
    </div>
  );
}

function Time({
  ts,
  language,
  quiet,
}: {
  readonly ts: number;
  readonly language: "en" | "es";
  readonly quiet?: boolean;
}) {
  return (
    <time
      dateTime={new Date(ts).toISOString()}
      title={fullTime(ts, language)}
      className={cx("shrink-0 text-ink-2 tabular-nums", quiet ? "text-11" : "text-12")}
    >
      {clockTime(ts, language)}
    </time>
  );
}

/** What stands behind the last word. */
function After({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  return (
    <>
      {item.edited && (
        <>
          {" "}
          <span className="ml-0.5 whitespace-nowrap text-12 text-ink-2">
            <span className="sr-only">(</span>
            {t("edited")}
            <span className="sr-only">)</span>
          </span>
        </>
      )}
      <GreyShield shield={item.shield} />
      <SendClock send={item.send} />
    </>
  );
}

/** A message: who and when at the head of a group, what was said, and what can be done with it. */
export const Message = memo(function Message({
  item,
  head,
  active,
  flashed,
}: {
  readonly item: MessageItem;
  readonly head: boolean;
  /** The one that Tab reaches. */
  readonly active: boolean;
  /** Just jumped to. */
  readonly flashed: boolean;
}) {
  const t = useStrings(chatStrings);
  const [sheet, setSheet] = useState(false);
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
      aria-label={t("messageBy", { name: item.senderName, time: clockTime(item.ts, t.language) })}
      className={cx(
        "relative flex gap-3 px-4 py-0.5 text-message -outline-offset-2",
        head && "mt-group",
        item.mentionsMe ? "bg-mention" : flashed ? "bg-accent-soft" : engaged && "bg-message-hover",
      )}
    >
      {item.mentionsMe && <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-mention-bar" />}
      <div className="w-10 shrink-0 phone:w-8">
        {head ? (
          <span className={cx("block phone:hidden", item.replyTo !== null && "mt-5")}>
            <MediaAvatar id={item.senderId} name={item.senderName} mxc={item.senderAvatarMxc} size={40} />
          </span>
        ) : (
          engaged && (
            <span className="flex h-(--line-message) items-center justify-end phone:hidden">
              <Time ts={item.ts} language={t.language} quiet />
            </span>
          )
        )}
        {head && (
          <span className={cx("desk:hidden", item.replyTo === null ? "mt-0.5 block" : "mt-5 block")}>
            <MediaAvatar id={item.senderId} name={item.senderName} mxc={item.senderAvatarMxc} size={32} />
          </span>
        )}
      </div>
      <div className={cx("min-w-0 flex-1", pending ? "text-ink-2" : "text-ink")}>
        {item.replyTo !== null && <ReplyQuote reply={item.replyTo} />}
        {head && <Head item={item} />}
        <MessageBody item={item} after={<After item={item} />} />
        <RedShield shield={item.shield} />
        <SendFault item={item} />
        {item.reactions.length > 0 && <Reactions item={item} />}
      </div>
      {engaged && actionable && !sheet && <ActionBar item={item} />}
      {sheet && <MessageSheet item={item} onClose={() => setSheet(false)} />}
    </article>
  );
});
