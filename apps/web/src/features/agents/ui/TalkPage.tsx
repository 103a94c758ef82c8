import { systemRandom } from "@parley/kernel";
import { ArrowLeft, Bot, Settings2, SquarePen } from "lucide-react";
import { Suspense, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTitle } from "../../../shared/use-title.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Waiting } from "../../../ui/Skeleton.tsx";
import { freshName } from "../model/keys.ts";
import { type Agent, agentsOf, conversationsOf } from "../model/lists.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { AgentMark } from "./AgentMark.tsx";
import { AgentDialog } from "./lazy.ts";
import { TalkBody, TalkShape } from "./TalkBody.tsx";
import { useChangeable } from "./use-changeable.ts";
import { useReader } from "./use-reader.ts";
import { useTalk } from "./use-talk.ts";

interface Shown {
  readonly agentId: string;
  readonly name: string;
  /** The run whose steps stand beside it. */
  readonly runId: string | undefined;
  readonly onBack: (() => void) | undefined;
}

/** A conversation with an agent. */
export function TalkPage(shown: Shown) {
  const t = useStrings(strings);
  const parley = useParley();
  const isMember = useSignal(parley.account) !== null;
  const reader = agentsOf(parley);
  const { value: agents, error } = useReader(reader);
  const agent = agents?.find(({ id }) => id === shown.agentId);
  if (agent !== undefined) return <Conversation key={`${shown.agentId} ${shown.name}`} agent={agent} {...shown} />;
  if (error !== null && agents === null) {
    return (
      <div className="p-6">
        <ErrorNote error={error} onRetry={() => void reader.load()} />
      </div>
    );
  }
  if (!isMember || agents !== null) {
    return (
      <EmptyState
        page
        icon={<Bot className="size-5" strokeWidth={1.75} />}
        title={t(isMember ? "unknownAgent" : "notHere")}
      >
        {t(isMember ? "unknownAgentHint" : "notHereHint")}
      </EmptyState>
    );
  }
  return (
    <Waiting waiting shape={<TalkShape />}>
      {null}
    </Waiting>
  );
}

function Conversation({ agent, name, runId, onBack }: Shown & { readonly agent: Agent }) {
  const t = useStrings(strings);
  const parley = useParley();
  const navigation = useNavigation();
  const talk = useTalk(agent.id, name);
  const [editing, setEditing] = useState(false);
  const changeable = useChangeable(agent.id);
  const listed = useSignal(conversationsOf(parley, agent.id).kept).value;
  const own = listed?.find(({ key }) => key.endsWith(`:${name}`));
  const title = own?.label ?? own?.derivedTitle ?? "";
  useTitle([title, agent.name]);
  return (
    <section
      aria-label={t("talkWith", { name: agent.name })}
      data-talk=""
      className="flex min-h-0 min-w-0 flex-1 flex-col"
    >
      <header className="flex h-header shrink-0 items-center gap-2 border-line border-b pr-3 pl-4 phone:px-2">
        {onBack !== undefined && (
          <IconButton
            label={t("conversations")}
            onClick={onBack}
            icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
        <AgentFace agent={agent} size={24} />
        <h1 className="ml-1 flex min-w-0 items-center gap-2 font-semibold text-15 text-ink">
          <bdi className="truncate">{agent.name}</bdi>
          <AgentMark />
        </h1>
        <p className="min-w-0 flex-1 truncate border-line pl-2 text-13 text-ink-2 desk:border-l">
          <bdi>{title}</bdi>
        </p>
        <IconButton
          label={t("newConversation")}
          onClick={() => navigation.go({ at: "agents", agentId: agent.id, conversation: freshName(systemRandom) })}
          icon={<SquarePen aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
        {changeable !== null && (
          <IconButton
            label={t("edit")}
            onClick={() => setEditing(true)}
            icon={<Settings2 aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
      </header>
      {talk !== null && <TalkBody talk={talk} agent={agent} name={name} runId={runId} />}
      <Suspense>
        {editing && changeable !== null && (
          <AgentDialog
            agent={changeable}
            onClose={() => setEditing(false)}
            onSaved={() => {
              setEditing(false);
              void agentsOf(parley).load();
            }}
            onDeleted={() => {
              void agentsOf(parley).load();
              navigation.go({ at: "agents" }, { replace: true });
            }}
          />
        )}
      </Suspense>
    </section>
  );
}
