import type { Run } from "@parley/protocol";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { type Agent, conversationsOf } from "../model/lists.ts";
import type { Talk } from "../model/talk.ts";
import { strings } from "../strings/index.ts";
import { NoModel } from "./NoModel.tsx";
import { TalkComposer } from "./TalkComposer.tsx";
import { TalkLog } from "./TalkLog.tsx";

/** What was said, and where one writes. */
export function TalkBody({
  talk,
  agent,
  name,
  runId,
}: {
  readonly talk: Talk;
  readonly agent: Agent;
  readonly name: string;
  readonly runId: string | undefined;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const navigation = useNavigation();
  const view = useSignal(talk.view);
  const connection = useSignal(parley.connection);
  const here = { at: "agents", agentId: agent.id, conversation: name } as const;
  const openRun = (run: Run) =>
    navigation.go(run.runId === runId ? here : { ...here, runId: run.runId }, { replace: runId !== undefined });
  const away = connection !== "open" && view.error !== null;
  return (
    <>
      {view.state === "failed" ? (
        <div className="min-h-0 flex-1 p-6">
          <ErrorNote
            error={view.error}
            {...(codeOf(view.error) === "BAD_PARAMS" ? { words: t("unknownAgentHint") } : {})}
            onRetry={() => void talk.load()}
          />
        </div>
      ) : (
        <Waiting waiting={view.state === "loading"} shape={<TalkShape />}>
          <TalkLog
            talk={talk}
            view={view}
            agent={agent}
            runId={runId}
            onRun={openRun}
            onBranch={(branch) => {
              void conversationsOf(parley, agent.id).load();
              navigation.go({ at: "agents", agentId: agent.id, conversation: branch });
            }}
          />
        </Waiting>
      )}
      {view.state === "loading" && <div className="flex-1" />}
      <div className="mx-auto w-full max-w-220 px-4 pt-1 pb-4 phone:px-3 phone:pb-3">
        {away && (
          <div className="mb-2">
            <Banner shape="card">{t("offline")}</Banner>
          </div>
        )}
        <NoModel />
        <TalkComposer
          key={`${agent.id} ${name}`}
          talk={talk}
          view={view}
          agent={agent}
          draftKey={`${agent.id} ${name}`}
        />
      </div>
    </>
  );
}

/** The shape of a conversation that is on its way. */
export function TalkShape() {
  return (
    <div className="mx-auto grid min-h-0 w-full max-w-220 flex-1 content-start gap-6 p-6">
      {["one", "two", "three"].map((row) => (
        <div key={row} className="flex gap-4">
          <Skeleton className="size-10 rounded-agent" />
          <Skeleton className="h-16 flex-1" />
        </div>
      ))}
    </div>
  );
}
