import { AppError } from "@parley/kernel";
import type { Draft, QueuedItem, Session } from "@parley/matrix";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useUnsaved } from "../../../shared/unsaved.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";

/** Other words for a message that waits. `hasLeft`: it went meanwhile, and they follow it as a change. */
export function OtherWords({
  item,
  draftOf,
  hasLeft,
  onDone,
}: {
  readonly item: QueuedItem;
  readonly draftOf: (roomId: string, text: string) => Promise<Draft>;
  readonly hasLeft: boolean;
  readonly onDone: () => void;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const phone = useViewport() === "phone";
  const kept = useUnsaved(`queue/${item.key}`);
  const text = kept.words ?? item.text ?? "";
  const [late, setLate] = useState(false);
  const done = () => {
    kept.write(null);
    onDone();
  };
  const save = useTask(async () => {
    if (text.trim() === item.text || (await putWords(session, item, await draftOf(item.roomId, text.trim())))) done();
    else setLate(true);
  });
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (text.trim() !== "") void save.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      if (!phone || event.ctrlKey || event.metaKey) submit(event);
    } else if (event.key === "Escape") {
      // The list stays open. What is typed stands here again at the next look, unless its message has left: then this
      // is its only place.
      event.stopPropagation();
      if (!hasLeft) onDone();
    }
  };
  return (
    <form onSubmit={submit} className="mt-2 grid gap-2">
      <TextArea
        label={t("changeWords")}
        dir="auto"
        value={text}
        onChange={kept.write}
        onKeyDown={onKeyDown}
        autoFocus
        maxLength={20_000}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        error={late ? t("tooLate") : undefined}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="ghost" onClick={done}>
          {t("stop")}
        </Button>
        <Button type="submit" look="primary" busy={save.running && t("saving")} disabled={text.trim() === ""}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** False: it was a change itself, and has been sent. */
async function putWords(session: Session, { key, roomId, kind }: QueuedItem, draft: Draft): Promise<boolean> {
  const waited = await session.queue.rewrite(key, draft).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === "MATRIX_NOT_FOUND") return false;
    throw thrown;
  });
  if (waited || kind !== "message") return waited;
  const timeline = session.openTimeline(roomId);
  try {
    await timeline.edit(key, draft);
  } finally {
    timeline.close();
  }
  return true;
}
