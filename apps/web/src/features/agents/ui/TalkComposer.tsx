import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import type { Agent } from "../model/lists.ts";
import type { Talk } from "../model/talk.ts";
import type { TalkView } from "../model/talk-view.ts";
import { strings } from "../strings/index.ts";

/** What was begun and not sent, by conversation, as long as the page lives. */
const drafts = new Map<string, string>();
const mostDrafts = 50;
/** Of one message: what the server takes. */
const longest = 200_000;

function keepDraft(key: string, text: string): void {
  drafts.delete(key);
  if (text !== "") drafts.set(key, text);
  for (const old of drafts.keys()) {
    if (drafts.size <= mostDrafts) break;
    drafts.delete(old);
  }
}

/** Where one writes to an agent. While it answers the same place stops it. */
export function TalkComposer({
  talk,
  view,
  agent,
  draftKey,
}: {
  readonly talk: Talk;
  readonly view: TalkView;
  readonly agent: Agent;
  readonly draftKey: string;
}) {
  const t = useStrings(strings);
  const [text, setText] = useState(() => drafts.get(draftKey) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const stop = useTask(() => talk.stop());
  const answering = view.answer !== null;
  const write = (next: string) => {
    setText(next);
    keepDraft(draftKey, next);
  };
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    // A long name in the empty field makes it no higher.
    if (text === "") return;
    const room = element.closest("[data-talk]")?.clientHeight ?? 800;
    element.style.height = `${Math.min(element.scrollHeight, Math.max(60, room * 0.4))}px`;
  }, [text]);
  const send = () => {
    if (talk.send(text)) write("");
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <>
      {stop.error !== null && (
        <div className="mb-2">
          <ErrorNote error={stop.error} words={t("stopFailed")} onRetry={() => void stop.run()} />
        </div>
      )}
      <div className="flex items-end gap-2 rounded-card border border-line-control bg-raised py-1.5 pr-1.5 pl-4 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
        <textarea
          ref={field}
          rows={1}
          maxLength={longest}
          aria-label={t("messageTo", { name: agent.name })}
          placeholder={t("messageTo", { name: agent.name })}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKey}
          className="min-h-8 min-w-0 flex-1 resize-none bg-transparent py-1.25 text-15 text-ink leading-5.5 outline-none placeholder:truncate placeholder:text-ink-2 touch:min-h-11 touch:py-2.75"
        />
        {answering ? (
          <IconButton
            label={t("stop")}
            onClick={() => void stop.run()}
            className="bg-hover text-ink"
            icon={<Square aria-hidden="true" className="size-4 fill-current" strokeWidth={1.75} />}
          />
        ) : (
          <IconButton
            label={t("send")}
            disabled={text.trim() === "" || view.waiting?.state === "failed"}
            onClick={send}
            icon={<ArrowUp aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
      </div>
    </>
  );
}
