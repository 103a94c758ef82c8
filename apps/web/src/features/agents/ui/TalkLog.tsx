import type { Anew, HistoryMessage, Run } from "@parley/protocol";
import { ArrowDown, Eye } from "lucide-react";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { fullTime, isoTime } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import type { Agent } from "../model/lists.ts";
import type { Talk } from "../model/talk.ts";
import { runOf, type TalkView, textOf, unanswered } from "../model/talk-view.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { MessageRow } from "./Said.tsx";
import { AnswerFault, Answering, Unanswered, WaitingRow } from "./Underway.tsx";

/** So near to its end one reads the newest: it stays in sight. CSS pixels. */
const nearPx = 80;

/** Keeps the end in sight for who is there, and says whether that is so. */
function useEnd(area: RefObject<HTMLElement | null>, changes: unknown): readonly [boolean, () => void] {
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const note = () => {
      stick.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
      setAtEnd(stick.current);
    };
    element.addEventListener("scroll", note, { passive: true });
    // What comes late (fonts, markdown, a keyboard that takes half of a phone) makes it longer or lower.
    const growing =
      typeof ResizeObserver === "undefined"
        ? null
        : new ResizeObserver(() => {
            if (stick.current) element.scrollTop = element.scrollHeight;
          });
    growing?.observe(element);
    if (element.firstElementChild !== null) growing?.observe(element.firstElementChild);
    return () => {
      element.removeEventListener("scroll", note);
      growing?.disconnect();
    };
  }, [area]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each change of what is shown
  useLayoutEffect(() => {
    if (stick.current && area.current !== null) area.current.scrollTop = area.current.scrollHeight;
  }, [area, changes]);
  const jump = () => {
    stick.current = true;
    setAtEnd(true);
    if (area.current !== null) area.current.scrollTop = area.current.scrollHeight;
  };
  return [atEnd, jump];
}

/** What was said, with the answer that is being said at its end. */
export function TalkLog({
  talk,
  view,
  agent,
  runId,
  onRun,
  onBranch,
}: {
  readonly talk: Talk;
  readonly view: TalkView;
  readonly agent: Agent;
  readonly runId: string | undefined;
  readonly onRun: (run: Run) => void;
  readonly onBranch: (name: string) => void;
}) {
  const t = useStrings(strings);
  const area = useRef<HTMLDivElement>(null);
  const [atEnd, jump] = useEnd(area, view);
  const { messages, waiting, answer, fault } = view;
  const said = messages.filter(({ role }) => role === "user" || role === "assistant");
  const nothing = said.length === 0 && waiting === null && answer === null;
  const open = unanswered(view);
  const last = said.findLast(({ role }) => role === "user");
  const failed = fault === null ? null : (view.runs.find((run) => run.runId === fault.runId) ?? null);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div ref={area} data-scroller="" className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain">
        <div className="mx-auto flex min-h-full w-full max-w-220 flex-col justify-end px-4 pt-6 pb-2 phone:px-3">
          {view.hasEarlier && (
            <div className="pb-4 text-center">
              <Button look="ghost" onClick={() => void talk.loadEarlier()}>
                {t("earlier")}
              </Button>
            </div>
          )}
          {nothing && <Beginning agent={agent} />}
          {!view.hasEarlier && (
            <p className="flex items-start gap-2 pb-4 text-12 text-ink-2">
              <Eye aria-hidden="true" className="mt-px size-4 shrink-0" strokeWidth={1.75} />
              {t("readable")}
            </p>
          )}
          {!view.hasEarlier && view.anew !== null && <BeganAnew anew={view.anew} />}
          {/* Word by word nothing is read out: what was said is told once it is whole. */}
          <div role="log" aria-live="off" aria-label={t("talkWith", { name: agent.name })} className="grid gap-4">
            {said.map((message) => (
              <MessageRow
                key={message.id}
                message={message}
                agent={agent}
                talk={talk}
                run={runOf(message, view.runs)}
                chosen={runId !== undefined && runOf(message, view.runs)?.runId === runId}
                onRun={onRun}
                onBranch={onBranch}
                asked={askedBefore(said, message)}
              />
            ))}
            {waiting !== null && <WaitingRow waiting={waiting} talk={talk} />}
            {answer !== null && (
              <Answering
                answer={answer}
                agent={agent}
                parked={view.runs.some((run) => run.runId === answer.runId && run.state === "parked")}
              />
            )}
            {fault !== null && (
              <AnswerFault
                agent={agent}
                detail={fault.detail}
                run={failed}
                onRun={onRun}
                again={last === undefined ? null : () => talk.retry(last.id)}
              />
            )}
            {open !== null && <Unanswered key={open.id} again={() => talk.retry(open.id)} />}
          </div>
          <Announcer view={view} agent={agent} />
        </div>
      </div>
      {!atEnd && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
          <button
            type="button"
            onClick={jump}
            className="pointer-events-auto flex h-8 items-center gap-2 rounded-full bg-float px-3 font-medium text-13 text-ink shadow-float hover:bg-float-hover touch:h-11"
          >
            <ArrowDown aria-hidden="true" className="size-4" strokeWidth={1.75} />
            {t("latest")}
          </button>
        </div>
      )}
    </div>
  );
}

/** Between what was said before, which is put aside, and what is said now. */
function BeganAnew({ anew: { at, why } }: { readonly anew: Anew }) {
  const t = useStrings(strings);
  const line = <span aria-hidden="true" className="h-px min-w-4 flex-1 bg-line" />;
  return (
    <p className="flex items-center gap-3 pb-4 text-12 text-ink-2">
      {line}
      <time dateTime={isoTime(at)} className="min-w-0 text-balance text-center">
        {t(`anew_${why}`, { time: fullTime(at, t.language) })}
      </time>
      {line}
    </p>
  );
}

/** The question that an answer belongs to. */
function askedBefore(said: readonly HistoryMessage[], message: HistoryMessage): HistoryMessage | null {
  if (message.role !== "assistant") return null;
  return said.slice(0, said.indexOf(message)).findLast(({ role }) => role === "user") ?? null;
}

function Beginning({ agent }: { readonly agent: Agent }) {
  const t = useStrings(strings);
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 p-6 text-center">
      <span className="mb-3">
        <AgentFace agent={agent} size={64} />
      </span>
      <h2 className="wrap-anywhere font-semibold text-15 text-ink">{t("begin", { name: agent.name })}</h2>
      <p className="max-w-80 text-balance text-14 text-ink-2">{t("beginHint")}</p>
    </div>
  );
}

/** Of an answer that is read out: the rest is in the log. */
const spokenLength = 300;

function Announcer({ view, agent }: { readonly view: TalkView; readonly agent: Agent }) {
  const t = useStrings(strings);
  const wasAnswering = useRef(false);
  const [words, setWords] = useState("");
  const answering = view.answer !== null;
  const last = view.messages.at(-1);
  const text = last?.role === "assistant" ? textOf(last.content) : "";
  useEffect(() => {
    if (answering) setWords(t("answering", { name: agent.name }));
    else if (wasAnswering.current) {
      setWords(text === "" ? "" : t("answered", { name: agent.name, text: text.slice(0, spokenLength) }));
    }
    wasAnswering.current = answering;
  }, [answering, text, agent.name, t]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
