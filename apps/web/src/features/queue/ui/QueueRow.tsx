import type { Draft, QueuedItem } from "@parley/matrix";
import { ArrowRight, Pencil, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { type Place, useNavigation } from "../../../shared/navigation.ts";
import { dateAndTime, isoTime, listTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { strings } from "../strings/index.ts";
import { wordsOf } from "./item-words.ts";
import { OtherWords } from "./OtherWords.tsx";

const sign = "size-5";
const removals = {
  message: "remove",
  edit: "removeEdit",
  reaction: "removeReaction",
  redaction: "removeRedaction",
} as const;

/** One thing that waits: where it goes, what it says, and what can be done with it. */
export function QueueRow({
  item,
  room,
  draftOf,
  editing,
  hasLeft,
  onEdit,
  onDeleted,
  onGo,
}: {
  readonly item: QueuedItem;
  readonly room: { readonly name: string; readonly place: Place } | null;
  readonly draftOf: (roomId: string, text: string) => Promise<Draft>;
  readonly editing: boolean;
  /** It is not in the queue any more: only its words are still being changed. */
  readonly hasLeft: boolean;
  readonly onEdit: (open: boolean) => void;
  readonly onDeleted: (bringBack: () => Promise<void>) => void;
  readonly onGo: () => void;
}) {
  const t = useStrings(strings);
  const { queue } = useSession();
  const navigation = useNavigation();
  const now = useNow();
  const [asks, setAsks] = useState(false);
  const remove = useTask(async () => {
    setAsks(false);
    const bringBack = await queue.discard(item.key);
    if (bringBack !== null) onDeleted(bringBack);
  });
  const retry = useTask(() => queue.retry(item.key));
  const { send } = item;
  const name = room?.name ?? t("unknownRoom");
  const words = wordsOf(item, t);
  return (
    <li className="py-3" aria-label={t("actionsFor", { text: words, room: name })}>
      <div className="flex items-start gap-x-3 phone:flex-col">
        <div className="min-w-0 flex-1 phone:w-full">
          <p className="text-12 text-ink-2">
            <bdi>{t("inRoom", { room: name })}</bdi>
            {" · "}
            <time dateTime={isoTime(send.since)} title={dateAndTime(send.since, t.language)}>
              {t("written", { time: listTime(send.since, now, t.language) })}
            </time>
            {hasLeft && ` · ${t(item.kind === "message" ? "hasLeft" : "tooLate")}`}
            {!hasLeft && send.state === "sending" && ` · ${t("sending")}`}
            {!hasLeft && send.state === "failed" && <span className="font-medium text-danger"> · {t("failed")}</span>}
          </p>
          {!editing && (
            <p dir="auto" className="wrap-anywhere mt-0.5 line-clamp-4 whitespace-pre-wrap text-15 text-ink">
              {words}
            </p>
          )}
        </div>
        <div className="flex shrink-0 phone:-ml-3">
          {!hasLeft && send.state === "failed" && (
            <IconButton
              label={t("retry")}
              onClick={() => void retry.run()}
              icon={<RotateCw aria-hidden="true" className={sign} strokeWidth={1.75} />}
            />
          )}
          {item.rewritable && !editing && (
            <IconButton
              label={t("change")}
              onClick={() => onEdit(true)}
              icon={<Pencil aria-hidden="true" className={sign} strokeWidth={1.75} />}
            />
          )}
          {!hasLeft && send.state !== "sending" && (
            <IconButton
              label={t(removals[item.kind])}
              onClick={() => (item.returnable ? void remove.run() : setAsks(true))}
              icon={<Trash2 aria-hidden="true" className={sign} strokeWidth={1.75} />}
            />
          )}
          {room !== null && (
            <IconButton
              label={t("open")}
              onClick={() => {
                onGo();
                navigation.go(room.place);
              }}
              icon={<ArrowRight aria-hidden="true" className={sign} strokeWidth={1.75} />}
            />
          )}
        </div>
      </div>
      {editing && <OtherWords item={item} draftOf={draftOf} hasLeft={hasLeft} onDone={() => onEdit(false)} />}
      {(remove.error ?? retry.error) !== null && <ErrorNote error={remove.error ?? retry.error} />}
      <AlertDialog
        open={asks}
        onClose={() => setAsks(false)}
        title={t("removeTitle")}
        description={t(item.file ? "removeFile" : "removeTried", { text: words })}
        actions={
          <>
            <Button look="ghost" onClick={() => setAsks(false)}>
              {t("keep")}
            </Button>
            <Button look="danger" onClick={() => void remove.run()}>
              {t(removals[item.kind])}
            </Button>
          </>
        }
      />
    </li>
  );
}
