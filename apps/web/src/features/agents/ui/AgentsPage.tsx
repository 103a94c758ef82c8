import { Bot, Plus } from "lucide-react";
import { Suspense, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useLink, useNavigation } from "../../../shared/navigation.ts";
import { PageFrame } from "../../../shared/PageFrame.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { agentsOf } from "../model/lists.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { AgentDialog } from "./lazy.ts";
import { NoModel } from "./NoModel.tsx";
import { useReader } from "./use-reader.ts";

/** All agents that I may talk to, and the way to make one. */
export function AgentsPage({ onBack }: { readonly onBack: (() => void) | undefined }) {
  const t = useStrings(strings);
  const isMember = useSignal(useParley().account) !== null;
  return (
    <PageFrame title={t("agents")} onBack={onBack}>
      {isMember ? (
        <All />
      ) : (
        <EmptyState icon={<Bot className="size-5" strokeWidth={1.75} />} title={t("notHere")}>
          {t("notHereHint")}
        </EmptyState>
      )}
    </PageFrame>
  );
}

function All() {
  const t = useStrings(strings);
  const link = useLink();
  const navigation = useNavigation();
  const reader = agentsOf(useParley());
  const { value: agents, error } = useReader(reader);
  const [making, setMaking] = useState(false);
  return (
    <>
      <NoModel />
      {error !== null &&
        (agents === null ? (
          <ErrorNote error={error} onRetry={() => void reader.load()} />
        ) : (
          <div className="mb-4">
            <Banner shape="card">{t("offline")}</Banner>
          </div>
        ))}
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-13 text-ink-2">{t("about")}</p>
        <Button
          look="primary"
          icon={<Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          onClick={() => setMaking(true)}
        >
          {t("create")}
        </Button>
      </div>
      <Waiting waiting={agents === null && error === null} shape={<Shape />}>
        <ul aria-label={t("agents")} className="-mx-3 flex flex-col gap-0.5 phone:-mx-2">
          {(agents ?? []).map((agent) => (
            <li key={agent.id}>
              <a
                {...link({ at: "agents", agentId: agent.id })}
                className="flex min-h-16 items-center gap-4 rounded-card px-3 py-2.5 transition-colors hover:bg-hover"
              >
                <AgentFace agent={agent} size={40} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-semibold text-15 text-ink">
                    <bdi>{agent.name}</bdi>
                  </span>
                  <span className="wrap-anywhere block text-13 text-ink-2">
                    {agent.model?.primary ?? t("usesDefault")}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </Waiting>
      <Suspense>
        {making && (
          <AgentDialog
            agent={null}
            onClose={() => setMaking(false)}
            onSaved={(agentId) => {
              setMaking(false);
              void reader.load();
              navigation.go({ at: "agents", agentId });
            }}
          />
        )}
      </Suspense>
    </>
  );
}

function Shape() {
  return (
    <div className="grid gap-3">
      {["one", "two", "three"].map((row) => (
        <Skeleton key={row} className="h-16 w-full" />
      ))}
    </div>
  );
}
