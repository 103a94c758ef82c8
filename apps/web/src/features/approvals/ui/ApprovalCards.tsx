import type { Approval, Decision } from "@parley/protocol";
import { CircleCheck, CircleSlash, ShieldQuestion } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { duration, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { commandLine, exactly } from "../model/exactly.ts";
import { approvalsOf } from "../model/open-questions.ts";
import { strings } from "../strings/index.ts";

interface Answered {
  readonly id: string;
  readonly decision: Decision;
  readonly what: string;
}

/** Questions that block what agents and programs want to do; nothing where none waits. */
export function ApprovalCards() {
  const t = useStrings(strings);
  const parley = useParley();
  const questions = approvalsOf(parley);
  const waiting = useSignal(questions.waiting);
  const error = useSignal(questions.error);
  const me = useSignal(parley.account);
  const title = useId();
  /** Here, since the page was opened. */
  const [answered, setAnswered] = useState<readonly Answered[]>([]);
  const names = useAgentNames(waiting);
  const may = me?.scopes.some((scope) => scope === "operator.approvals" || scope === "operator.admin") ?? false;
  if (!may || (waiting.length === 0 && answered.length === 0 && error === null)) return null;
  return (
    <section aria-labelledby={title} className="mb-8">
      <h2 id={title} className="mb-2 font-semibold text-15 text-ink">
        {t("title")}
      </h2>
      {error !== null && waiting.length === 0 && codeOf(error) !== "MISSING_SCOPE" && (
        <ErrorNote error={error} words={t("unread")} onRetry={() => void questions.load()} />
      )}
      <ul className="grid gap-3">
        {waiting.map((approval) => (
          <li key={approval.id}>
            <Card
              approval={approval}
              name={names.get(approval.request.agentId ?? "") ?? approval.request.agentId ?? t("aProgram")}
              isMine={approval.account === me?.account.userId}
              onAnswered={(decision, what) => {
                questions.answered(approval.id);
                setAnswered((before) => [...before, { id: approval.id, decision, what }]);
              }}
            />
          </li>
        ))}
        {answered.map((one) => (
          <li key={one.id}>
            <Line {...one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the agents that ask are called. */
function useAgentNames(waiting: readonly Approval[]): ReadonlyMap<string, string> {
  const parley = useParley();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const asks = waiting.some(({ request }) => request.agentId != null);
  useEffect(() => {
    if (!asks) return;
    const stop = new AbortController();
    parley.call("agents.list", {}, { signal: stop.signal }).then(
      ({ agents }) => setNames(new Map(agents.map(({ id, name }) => [id, name]))),
      // Their ids say enough.
      () => {},
    );
    return () => stop.abort();
  }, [parley, asks]);
  return names;
}

function Line({ decision, what }: Answered) {
  const t = useStrings(strings);
  const no = decision === "deny";
  const Sign = no ? CircleSlash : CircleCheck;
  const words = no ? "denied" : decision === "allow-once" ? "allowedOnce" : "allowedAlways";
  return (
    <p role="status" className="flex items-center gap-2 px-1 text-13 text-ink-2">
      <Sign aria-hidden="true" className={no ? "size-4 text-warn" : "size-4 text-good"} strokeWidth={1.75} />
      <span className="min-w-0 truncate">{t(words, { what })}</span>
    </p>
  );
}

function Card({
  approval,
  name,
  isMine,
  onAnswered,
}: {
  readonly approval: Approval;
  readonly name: string;
  /** Whether my own run asks. */
  readonly isMine: boolean;
  readonly onAnswered: (decision: Decision, what: string) => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const now = useNow("second");
  const { request, tool } = approval;
  const argv = request.commandArgv;
  const isTool = approval.kind === "tool" && tool !== null;
  const what = isTool ? tool.name : argv === undefined ? exactly(request.command) : commandLine(argv);
  const answer = useTask(async (decision: Decision) => {
    await parley.call("exec.approval.resolve", { id: approval.id, decision });
    onAnswered(decision, what);
  });
  const code = answer.error === null ? null : codeOf(answer.error);
  const late = code === "CONFLICT" || code === "NOT_FOUND";
  const left = Math.max(0, approval.expiresAtMs - now);
  const facts: readonly (readonly [string, string])[] = [
    ...(isTool && tool.target !== "" && tool.target !== tool.name
      ? [[t("target"), exactly(tool.target)] as const]
      : []),
    ...(request.cwd == null ? [] : [[t("folder"), exactly(request.cwd)] as const]),
    ...(request.resolvedPath == null ? [] : [[t("path"), exactly(request.resolvedPath)] as const]),
  ];
  const heading = isTool ? t("asksTool", { name, tool: tool.name }) : t("asksCommand", { name });
  return (
    <article aria-label={heading} className="min-w-0 rounded-card bg-raised p-4 shadow-float">
      <div className="flex items-start gap-3">
        <ShieldQuestion aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn" strokeWidth={1.75} />
        <div className="min-w-0 flex-1">
          <h3 className="wrap-anywhere font-medium text-14 text-ink">{heading}</h3>
          {!isMine && (
            <p className="wrap-anywhere text-12 text-ink-2">{t("onBehalf", { account: approval.account })}</p>
          )}
          {tool !== null && tool.reason !== "" && (
            <p className="wrap-anywhere text-13 text-ink-2">{exactly(tool.reason)}</p>
          )}
        </div>
      </div>
      <div className="mt-3 text-12 text-ink-2">{isTool ? t("input") : t("argv")}</div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={isTool ? t("input") : t("argv")}
        className="mt-1 max-h-60 overflow-auto rounded-8 bg-code p-3"
      >
        <code dir="ltr" className="wrap-anywhere whitespace-pre-wrap font-mono text-13 text-ink">
          {isTool
            ? JSON.stringify(tool.input, null, 2)
                .split("\n")
                .map((line) => exactly(line))
                .join("\n")
            : what}
        </code>
      </section>
      {facts.length > 0 && (
        <dl className="mt-2 grid gap-1 text-12">
          {facts.map(([term, value]) => (
            <div key={term} className="flex flex-wrap gap-x-2">
              <dt className="text-ink-2">{term}</dt>
              <dd dir="ltr" className="wrap-anywhere min-w-0 font-mono text-ink">
                {value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="mt-2 text-12 text-ink-2 tabular-nums">{t("endsIn", { time: duration(left, t.language) })}</p>
      {answer.error !== null && (
        <div className="mt-2">
          <ErrorNote
            error={answer.error}
            words={late ? t("tooLate") : code === "MISSING_SCOPE" ? t("notMine") : t("failed")}
          />
        </div>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2 phone:*:w-full">
        <Button disabled={answer.running} onClick={() => void answer.run("deny")}>
          {t("deny")}
        </Button>
        {approval.alwaysOffered && (
          <Button disabled={answer.running} onClick={() => void answer.run("allow-always")}>
            {t("always")}
          </Button>
        )}
        <Button look="primary" busy={answer.running && t("answering")} onClick={() => void answer.run("allow-once")}>
          {t("once")}
        </Button>
      </div>
      {approval.alwaysOffered && (
        <p className="mt-2 text-12 text-ink-2">{t(isTool ? "alwaysToolHint" : "alwaysHint")}</p>
      )}
    </article>
  );
}
