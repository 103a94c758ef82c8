import type { HistoryMessage, Run } from "@parley/protocol";
import { Check, Copy, GitBranch, ListTree, MoreHorizontal, Pencil, RotateCcw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import type { Agent } from "../model/lists.ts";
import type { Talk } from "../model/talk.ts";
import { textOf } from "../model/talk-view.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { AgentMark } from "./AgentMark.tsx";
import { Answered, Line, Me, words } from "./Line.tsx";
import { useRunFacts } from "./run-words.ts";

/** Something that was said and kept. */
export function MessageRow({
  message,
  agent,
  talk,
  run,
  chosen,
  asked,
  onRun,
  onBranch,
}: {
  readonly message: HistoryMessage;
  readonly agent: Agent;
  readonly talk: Talk;
  /** Of an answer. */
  readonly run: Run | null;
  readonly chosen: boolean;
  /** The question before an answer. */
  readonly asked: HistoryMessage | null;
  readonly onRun: (run: Run) => void;
  readonly onBranch: (name: string) => void;
}) {
  const t = useStrings(strings);
  const [editing, setEditing] = useState(false);
  const text = textOf(message.content);
  const branch = useTask(async (make: () => Promise<string>) => onBranch(await make()));
  const isMine = message.role === "user";
  const menu = (
    <Deeds text={text}>
      {isMine && (
        <MenuItem icon={<Pencil className="size-4" />} onSelect={() => setEditing(true)}>
          {t("editMessage")}
        </MenuItem>
      )}
      {asked !== null && (
        <MenuItem
          icon={<RotateCcw className="size-4" />}
          onSelect={() => void branch.run(() => talk.retryApart(asked.id))}
        >
          {t("askAgain")}
        </MenuItem>
      )}
      <MenuItem icon={<GitBranch className="size-4" />} onSelect={() => void branch.run(() => talk.fork(message.id))}>
        {t("branch")}
      </MenuItem>
    </Deeds>
  );
  return (
    <Line
      face={isMine ? <Me /> : <AgentFace agent={agent} size={40} />}
      name={isMine ? t("you") : agent.name}
      mark={isMine ? undefined : <AgentMark />}
      at={message.timestamp}
      actions={editing ? undefined : menu}
      chosen={chosen}
    >
      {editing ? (
        <EditField
          text={text}
          onCancel={() => setEditing(false)}
          onAsk={(next) => talk.branch(message.id, next).then(onBranch)}
        />
      ) : isMine ? (
        <div dir="auto" className={cx(words, "whitespace-pre-wrap")}>
          {text}
        </div>
      ) : (
        <Answered text={text} />
      )}
      {run !== null && <RunPill run={run} chosen={chosen} onRun={onRun} />}
      {branch.running && <Spinner>{t("asking")}</Spinner>}
      {branch.error !== null && <ErrorNote error={branch.error} words={t("branchFailed")} />}
    </Line>
  );
}

/** What can be done with something that was said. */
function Deeds({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const t = useStrings(strings);
  const { copy, copied } = useCopy();
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="sm"
          tip={false}
          label={copied ? t("copied") : t("more")}
          icon={
            copied ? (
              <Check aria-hidden="true" className="size-4" strokeWidth={1.75} />
            ) : (
              <MoreHorizontal aria-hidden="true" className="size-4" strokeWidth={1.75} />
            )
          }
        />
      }
    >
      <MenuItem icon={<Copy className="size-4" />} onSelect={() => void copy(text)}>
        {t("copy")}
      </MenuItem>
      {children}
    </Menu>
  );
}

function EditField({
  text,
  onCancel,
  onAsk,
}: {
  readonly text: string;
  readonly onCancel: () => void;
  readonly onAsk: (text: string) => Promise<void>;
}) {
  const t = useStrings(strings);
  const [next, setNext] = useState(text);
  const ask = useTask(() => onAsk(next));
  return (
    <form
      className="mt-1 grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (next.trim() !== "") void ask.run();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <TextArea label={t("editing")} hint={t("branched")} autoFocus rows={4} value={next} onChange={setNext} />
      {ask.error !== null && <ErrorNote error={ask.error} words={t("branchFailed")} />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="submit" look="primary" busy={ask.running && t("asking")}>
          {t("ask")}
        </Button>
      </div>
    </form>
  );
}

/** Leads to the steps of an answer: how long it took, and what it cost. */
function RunPill({
  run,
  chosen,
  onRun,
}: {
  readonly run: Run;
  readonly chosen: boolean;
  readonly onRun: (run: Run) => void;
}) {
  const t = useStrings(strings);
  const facts = useRunFacts(run).join(" · ");
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={t("openRun", { facts })}
      onClick={() => onRun(run)}
      className="mt-1.5 inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-full border border-line px-2.5 text-12 text-ink-2 tabular-nums transition-colors hover:bg-hover hover:text-ink touch:min-h-11"
    >
      <ListTree aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="truncate">{facts}</span>
    </button>
  );
}
