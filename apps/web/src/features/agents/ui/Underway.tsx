import type { Run } from "@parley/protocol";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import type { Agent } from "../model/lists.ts";
import type { Talk } from "../model/talk.ts";
import type { Answer, Waiting } from "../model/talk-view.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { AgentMark } from "./AgentMark.tsx";
import { Answered, Line, Me } from "./Line.tsx";

/** What is on its way, or did not go out. */
export function WaitingRow({ waiting, talk }: { readonly waiting: Waiting; readonly talk: Talk }) {
  const t = useStrings(strings);
  const code = waiting.error === null ? null : codeOf(waiting.error);
  const why = code === "CONFLICT" ? t("stillAnswering") : code === "NOT_OFFERED" ? t("noModelMember") : "";
  return (
    <Line face={<Me />} name={t("you")}>
      <div
        dir="auto"
        className={cx(
          "wrap-anywhere whitespace-pre-wrap text-message",
          waiting.state === "sent" ? "text-ink" : "text-ink-2",
        )}
      >
        {waiting.text}
      </div>
      {waiting.state === "sending" && <span className="sr-only">{t("sending")}</span>}
      {waiting.state === "failed" && (
        <div className="mt-2">
          <ErrorNote error={waiting.error} words={`${why} ${t("notSent")}`.trim()} />
          <div className="mt-2 flex flex-wrap gap-2">
            <Button onClick={() => talk.discard()}>{t("discard")}</Button>
            <Button look="primary" onClick={() => talk.resend()}>
              {t("sendAgain")}
            </Button>
          </div>
        </div>
      )}
    </Line>
  );
}

/** The answer as far as it is said. */
export function Answering({
  answer,
  agent,
  parked,
}: {
  readonly answer: Answer;
  readonly agent: Agent;
  /** It waits for somebody's answer. */
  readonly parked: boolean;
}) {
  const t = useStrings(strings);
  const doing = answer.stopping
    ? t("stopping")
    : parked
      ? t("waitsForApproval")
      : answer.tool !== null
        ? t("usingTool", { tool: answer.tool })
        : answer.text === ""
          ? t("thinking")
          : null;
  return (
    <Line face={<AgentFace agent={agent} size={40} />} name={agent.name} mark={<AgentMark />} busy>
      {answer.text !== "" && <Answered text={answer.text} />}
      {doing !== null && (
        <div className="mt-1">
          <Spinner>{doing}</Spinner>
        </div>
      )}
    </Line>
  );
}

/** Why the last answer did not come, and the way on. */
export function AnswerFault({
  agent,
  detail,
  run,
  onRun,
  again,
}: {
  readonly agent: Agent;
  readonly detail: string;
  readonly run: Run | null;
  readonly onRun: (run: Run) => void;
  /** Null: there is nothing to ask again. */
  readonly again: (() => Promise<void>) | null;
}) {
  const t = useStrings(strings);
  const asking = useTask(async () => again?.());
  return (
    <div>
      <Banner
        tone="danger"
        shape="card"
        live="assertive"
        actions={
          <>
            {again !== null && <AskAgain asking={asking} />}
            {run !== null && <BannerAction onClick={() => onRun(run)}>{t("details")}</BannerAction>}
          </>
        }
      >
        {t("failed", { name: agent.name })} {t("failedNone")}
        {detail !== "" && <span className="wrap-anywhere block text-12 text-ink-2">{detail}</span>}
      </Banner>
      <NotAsked error={asking.error} />
    </div>
  );
}

/** A question that was stopped before anything was answered, or never begun to be answered. */
export function Unanswered({ again }: { readonly again: () => Promise<void> }) {
  const t = useStrings(strings);
  const asking = useTask(again);
  return (
    <div>
      <Banner tone="info" shape="card" actions={<AskAgain asking={asking} />}>
        {t("unanswered")}
      </Banner>
      <NotAsked error={asking.error} />
    </div>
  );
}

function AskAgain({
  asking,
}: {
  readonly asking: { readonly running: boolean; readonly run: () => Promise<unknown> };
}) {
  const t = useStrings(strings);
  if (asking.running) return <Spinner>{t("asking")}</Spinner>;
  return <BannerAction onClick={() => void asking.run()}>{t("tryAgain")}</BannerAction>;
}

function NotAsked({ error }: { readonly error: unknown }) {
  const t = useStrings(strings);
  if (error === null) return null;
  const code = codeOf(error);
  const why = code === "CONFLICT" ? t("stillAnswering") : code === "NOT_OFFERED" ? t("noModelMember") : "";
  return (
    <div className="mt-2">
      <ErrorNote error={error} words={`${why} ${t("notAskedAgain")}`.trim()} />
    </div>
  );
}
