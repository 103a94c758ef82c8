import type { ReplyPreview } from "@parley/matrix";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** One line of what is answered; opens it in the timeline. */
export function ReplyQuote({ reply }: { readonly reply: ReplyPreview }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const known = reply.senderName !== null && reply.text !== null;
  return (
    <button
      type="button"
      aria-label={known ? t("replyTo", { name: reply.senderName ?? "", text: reply.text ?? "" }) : t("replyUnknown")}
      onClick={() => actions.jumpTo(reply.eventId)}
      className="group/quote mb-0.5 flex max-w-full items-center gap-1.5 text-left text-13 text-ink-2 hover:text-ink touch:min-h-8"
    >
      <span aria-hidden="true" className="w-0.5 shrink-0 self-stretch rounded-full bg-line-control" />
      <span className="min-w-0 truncate">
        {known ? (
          <>
            <bdi className="font-medium">{reply.senderName}</bdi>
            {": "}
            <bdi>{reply.text}</bdi>
          </>
        ) : (
          t("replyUnknown")
        )}
      </span>
    </button>
  );
}
