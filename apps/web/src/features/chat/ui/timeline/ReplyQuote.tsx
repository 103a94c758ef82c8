import type { ReplyPreview } from "@parley/matrix";
import { ShieldQuestionMark } from "lucide-react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { useDoubt } from "./Shield.tsx";

/** Why a message that is answered is not shown: it is here and locked, or not here. */
function Missing({ eventId }: { readonly eventId: string }) {
  const t = useStrings(chatStrings);
  const { items } = useMessageRoom();
  const found = useSignal(items).find((item) => item.type === "message" && item.eventId === eventId);
  const locked = found?.type === "message" && found.body.type === "undecryptable";
  return <>{t(locked ? "replyLocked" : "replyUnknown")}</>;
}

/** One line of what is answered; opens it in the timeline. */
export function ReplyQuote({ reply }: { readonly reply: ReplyPreview }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const doubt = useDoubt(reply.shield ?? null);
  const known = reply.senderName !== null && reply.text !== null;
  return (
    <button
      type="button"
      aria-label={
        known
          ? [t("replyTo", { name: reply.senderName ?? "", text: reply.text ?? "" }), doubt ?? []].flat().join(" ")
          : undefined
      }
      onClick={() => actions.jumpTo(reply.eventId)}
      className="group/quote mb-0.5 flex max-w-full items-center gap-1.5 text-left text-13 text-ink-2 hover:text-ink touch:relative touch:z-1 touch:min-h-8 touch:before:absolute touch:before:inset-x-0 touch:before:-top-2 touch:before:-bottom-1"
    >
      <span
        aria-hidden="true"
        className="w-0.5 shrink-0 self-stretch rounded-full bg-line-control forced:bg-canvas-text"
      />
      <span className="min-w-0 truncate">
        {known ? (
          <>
            <bdi className="font-medium">{reply.senderName}</bdi>
            {": "}
            <bdi>{reply.text}</bdi>
          </>
        ) : (
          <Missing eventId={reply.eventId} />
        )}
      </span>
      {doubt !== null && (
        <span title={doubt} className={reply.shield?.colour === "red" ? "shrink-0 text-danger" : "shrink-0 text-ink-3"}>
          <ShieldQuestionMark aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        </span>
      )}
    </button>
  );
}
