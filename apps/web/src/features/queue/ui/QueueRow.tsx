import type { Draft, QueuedItem } from "@parley/matrix";
import { ArrowRight, Pencil, RotateCw, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { type Place, useNavigation } from "../../../shared/navigation.ts";
import { dateAndTime, isoTime, listTime, useNow } from "../../../shared/time.ts";
import { type Speak, useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

const sign = "size-5";

/** One thing that waits: where it goes, what it says, and what can be done with it. */
export function QueueRow({
  item,
  room,
  draftOf,
  editing,
  onEdit,
  onGo,
}: {
  readonly item: QueuedItem;
  readonly room: { readonly name: string; readonly place: Place } | null;
  readonly draftOf: (roomId: string, text: string) => Promise<Draft>;
  readonly editing: boolean;
  readonly onEdit: (open: boolean) => void;
  readonly onGo: () => void;
}) {
  const t = useStrings(strings);
  const { queue } = useSession();
  const navigation = useNavigation();
  const now = useNow();
  const remove = useTask(() => queue.discard(item.key));
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
            {send.state === "sending" && ` · ${t("sending")}`}
            {send.state === "failed" && <span className="font-medium text-danger"> · {t("failed")}</span>}
          </p>
          {!editing && (
            <p dir="auto" className="wrap-anywhere mt-0.5 line-clamp-4 whitespace-pre-wrap text-15 text-ink">
              {words}
            </p>
          )}
        </div>
        <div className="flex shrink-0 phone:-ml-3">
          {send.state === "failed" && (
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
          {send.state !== "sending" && (
            <IconButton
              label={t("remove")}
              onClick={() => void remove.run()}
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
      {editing && <Words item={item} draftOf={draftOf} onDone={() => onEdit(false)} />}
      {(remove.error ?? retry.error) !== null && <ErrorNote error={remove.error ?? retry.error} />}
    </li>
  );
}

/** Other words for a message that has not left. */
function Words({
  item,
  draftOf,
  onDone,
}: {
  readonly item: QueuedItem;
  readonly draftOf: (roomId: string, text: string) => Promise<Draft>;
  readonly onDone: () => void;
}) {
  const t = useStrings(strings);
  const { queue } = useSession();
  const [text, setText] = useState(item.text ?? "");
  const [late, setLate] = useState(false);
  const save = useTask(async () => {
    if (await queue.rewrite(item.key, await draftOf(item.roomId, text.trim()))) onDone();
    else setLate(true);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") void save.run();
  };
  return (
    <form onSubmit={submit} className="mt-2 grid gap-2">
      <TextArea
        label={t("changeWords")}
        dir="auto"
        value={text}
        onChange={setText}
        autoFocus
        maxLength={20_000}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        error={late ? t("tooLate") : undefined}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="ghost" onClick={onDone}>
          {t("stop")}
        </Button>
        <Button type="submit" look="primary" busy={save.running && t("saving")} disabled={text.trim() === ""}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function wordsOf({ kind, text, file }: QueuedItem, t: Speak<typeof strings.en>): string {
  if (kind === "redaction") return t("redaction");
  if (kind === "reaction") return t("reaction", { text: text ?? "" });
  if (kind === "edit") return t("edit", { text: text ?? "" });
  return file ? t("file", { name: text ?? "" }) : (text ?? "");
}
