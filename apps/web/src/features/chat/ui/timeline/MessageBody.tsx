import { type Body, type MediaContent, type MessageItem, plainOf } from "@parley/matrix";
import { AudioLines, File, Film, Image, KeyRound, Trash2 } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useChatSlots } from "../../../../shared/chat-slots.ts";
import { useLink } from "../../../../shared/navigation.ts";
import { byteSize } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { memberIndex, nameAmong } from "../../model/member-index.ts";
import { isEmojiOnly } from "../../model/plain-text.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { drawText } from "./draw-html.tsx";
import { Fold, isLong, withoutCode } from "./Fold.tsx";
import { Formatted, PlainText } from "./Formatted.tsx";

const mediaSigns = { image: Image, video: Film, audio: AudioLines, file: File } as const;
const mediaNames = { image: "mediaImage", video: "mediaVideo", audio: "mediaAudio", file: "mediaFile" } as const;
const cannot = {
  "before-joined": "cannotBeforeJoined",
  "needs-recovery": "cannotNeedsRecovery",
  "waiting-for-key": "cannotWaiting",
  withheld: "cannotWithheld",
  "not-in-backup": "cannotNotInBackup",
  unknown: "cannotUnknown",
} as const;

/** What a message says. `after` stands behind the last word. */
export function drawBody(item: MessageItem, after: ReactNode): ReactNode {
  const { body } = item;
  switch (body.type) {
    case "text":
      return <TextBody item={item} body={body} after={after} />;
    case "media":
      return <MediaMessage item={item} body={body} after={after} />;
    case "redacted":
      return <RedactedBody item={item} by={body.by} />;
    case "undecryptable":
      return <UndecryptableBody reason={body.reason} />;
    default:
      return <UnsupportedBody fallback={body.fallback} />;
  }
}

/** Most messages are one run of words: alone, it needs no part around it. */
const alone = (drawn: readonly ReactNode[]): ReactNode => (drawn.length === 1 ? drawn[0] : drawn);

/** A sign that is seen: not a blank, and none of those without any width. */
const seen = /[^\s\p{Cf}\p{DI}\u2800]/u;

function TextBody({
  item,
  body,
  after,
}: {
  readonly item: MessageItem;
  readonly body: Body & { type: "text" };
  readonly after: ReactNode;
}) {
  const plain = plainOf(body);
  const { text, html } = body;
  const typed = useMemo(() => (html === null ? alone(drawText(text, "")) : null), [text, html]);
  if (!seen.test(plain) && !/<(?:hr|img)\b/iu.test(html ?? "")) return <NoText after={after} />;
  const large = body.style === "text" && isEmojiOnly(plain);
  const drawn = (
    <div
      dir="auto"
      className={cx(
        // Marks that are heaped on a letter end with the row.
        "wrap-anywhere min-w-0 overflow-y-clip",
        html === null && "whitespace-pre-wrap",
        large && "text-28",
        body.style === "emote" && "italic",
        body.style === "notice" && "text-ink-2",
      )}
    >
      {html === null && body.style !== "emote" && after === null ? (
        typed
      ) : (
        <>
          {body.style === "emote" && (
            <bdi className="float-left mr-1 font-semibold not-italic" aria-hidden="true">
              {item.senderName}
            </bdi>
          )}
          {html === null ? typed : <Formatted html={html} text={text} after={after} />}
          {html === null && after}
        </>
      )}
    </div>
  );
  const besideCode = html === null ? plain : plainOf({ ...body, text: "", html: withoutCode(html) });
  return isLong(besideCode) ? <Fold id={item.key}>{drawn}</Fold> : drawn;
}

function NoText({ after }: { readonly after: ReactNode }) {
  const t = useStrings(chatStrings);
  return (
    <div className="text-ink-2 italic">
      {t("noText")}
      {after}
    </div>
  );
}

/** A file and the words under it. */
function MediaMessage({
  item,
  body,
  after,
}: {
  readonly item: MessageItem;
  readonly body: MediaContent;
  readonly after: ReactNode;
}) {
  const slots = useChatSlots();
  const { items, actions } = useMessageRoom();
  const { caption } = body;
  return (
    <>
      {slots === null ? (
        <NamedMedia body={body} />
      ) : (
        <slots.MediaBody item={item} body={body} items={items} onCancel={() => actions.takeBack(item)} />
      )}
      {caption !== null && <TextBody item={item} body={{ type: "text", style: "text", ...caption }} after={after} />}
      {caption === null && <div className="flow-root">{after}</div>}
    </>
  );
}

function NamedMedia({ body }: { readonly body: MediaContent }) {
  const t = useStrings(chatStrings);
  const Sign = mediaSigns[body.media];
  return (
    <div className="my-1 inline-flex max-w-full items-center gap-3 rounded-card border border-line bg-raised px-3 py-2">
      <Sign aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
      <div className="min-w-0">
        <bdi className="wrap-anywhere block font-medium text-14">{body.name}</bdi>
        <span className="block text-12 text-ink-2">
          {[t(mediaNames[body.media]), body.size === null ? "" : byteSize(body.size, t.language)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
    </div>
  );
}

/** A sentence in the place of words. */
function Quiet({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex items-start gap-2 text-14 text-ink-2">
      <span aria-hidden="true" className="grid h-5.5 shrink-0 place-items-center">
        {icon}
      </span>
      <span className="wrap-anywhere min-w-0">{children}</span>
    </div>
  );
}

function RedactedBody({ item, by }: { readonly item: MessageItem; readonly by: string | null }) {
  const t = useStrings(chatStrings);
  const { members, ownUserId, actions } = useMessageRoom();
  const people = memberIndex(useSignal(members));
  const name = by === null ? null : nameAmong(people, by);
  return (
    <Quiet icon={<Trash2 className="size-4" strokeWidth={1.75} />}>
      {name === null || by === item.senderId || by === ownUserId
        ? t("deleted")
        : t.rich("deletedBy", { name: <bdi>{name}</bdi> })}
      {item.undoUntil !== null && (
        <button
          type="button"
          onClick={() => actions.undo(item)}
          // For a finger it is higher than its line, which stays as high as without it.
          className="ml-2 min-h-6 rounded-control font-medium text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current touch:-my-2.75 touch:min-h-11"
        >
          {t("undo")}
        </button>
      )}
    </Quiet>
  );
}

function UndecryptableBody({ reason }: { readonly reason: keyof typeof cannot }) {
  const t = useStrings(chatStrings);
  const link = useLink();
  return (
    <Quiet icon={<KeyRound className="size-4" strokeWidth={1.75} />}>
      {t(cannot[reason])}
      {reason === "needs-recovery" && (
        <>
          {" "}
          <a
            {...link({ at: "recovery" })}
            className="font-medium text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current"
          >
            {t("enterRecovery")}
          </a>
        </>
      )}
    </Quiet>
  );
}

function UnsupportedBody({ fallback }: { readonly fallback: string | null }) {
  const t = useStrings(chatStrings);
  return (
    <div className="wrap-anywhere">
      {fallback !== null && <PlainText text={fallback} after={null} />}
      <span className="text-13 text-ink-2">{t("unsupported")}</span>
    </div>
  );
}
