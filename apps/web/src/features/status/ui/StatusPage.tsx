import type { PartState, ResultOf } from "@parley/protocol";
import { Lock } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { PageFrame } from "../../../shared/PageFrame.tsx";
import { byteSize } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { strings } from "../strings/index.ts";
import { McpSection } from "./McpSection.tsx";
import { PartRow } from "./PartRow.tsx";
import { ReachSection } from "./ReachSection.tsx";

type Status = ResultOf<"stack.status">;
/** Memory and such change without an event. */
const againMs = 15_000;
/** What is on its way is looked at sooner. */
const soonMs = 1_500;

/** Each part with its state, since when, version, last error and log; for admins. */
export function StatusPage({ onBack }: { readonly onBack: (() => void) | undefined }) {
  const t = useStrings(strings);
  const parley = useParley();
  const connection = useSignal(parley.connection);
  const me = useSignal(parley.account);
  const [status, setStatus] = useState<Status | null>(null);
  const load = useTask(async () => setStatus(await parley.call("stack.status", {})));
  const { run } = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the connection came back
  useEffect(() => {
    if (me === null) return;
    void run();
    const timer = setInterval(() => void run(), againMs);
    return () => clearInterval(timer);
  }, [run, connection, me]);
  useEffect(
    () =>
      parley.on("stack.changed", (part) => {
        setStatus((before) =>
          before === null
            ? before
            : { ...before, parts: before.parts.map((old) => (old.name === part.name ? part : old)) },
        );
      }),
    [parley],
  );
  const isStarting = status?.mcpServers.some(({ state }) => state === "starting") === true;
  useEffect(() => {
    if (!isStarting) return;
    const timer = setInterval(() => void run(), soonMs);
    return () => clearInterval(timer);
  }, [isStarting, run]);
  const replace = (part: PartState) =>
    setStatus((before) =>
      before === null ? before : { ...before, parts: before.parts.map((old) => (old.name === part.name ? part : old)) },
    );
  const replaceTools = (server: Status["mcpServers"][number]) =>
    setStatus((before) =>
      before === null
        ? before
        : { ...before, mcpServers: before.mcpServers.map((old) => (old.name === server.name ? server : old)) },
    );

  if (codeOf(load.error) === "MISSING_SCOPE") {
    return (
      <PageFrame title={t("title")} onBack={onBack}>
        <EmptyState icon={<Lock className="size-5" strokeWidth={1.75} />} title={t("title")}>
          {t("refused")}
        </EmptyState>
      </PageFrame>
    );
  }
  return (
    <PageFrame title={t("title")} onBack={onBack}>
      {load.error !== null && status === null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      {load.error !== null && status !== null && <Banner shape="card">{t("stale")}</Banner>}
      <Waiting waiting={status === null && load.error === null} shape={<Shape />}>
        {status !== null && (
          <>
            <Section hint={t("about")}>
              {status.parts.map((part) => (
                <PartRow key={part.name} part={part} onChanged={replace} />
              ))}
            </Section>
            <ReachSection sfu={status.parts.find(({ name }) => name === "sfu")?.state ?? "missing"} />
            <McpSection servers={status.mcpServers} onChanged={replaceTools} />
            <Section title={t("facts")}>
              <Row title={t("address")}>
                <Fact>{status.publicUrl}</Fact>
              </Row>
              <Row title={t("serverName")}>
                <Fact>{status.serverName ?? t("serverNameNone")}</Fact>
              </Row>
              <Row title={t("versionTitle")}>
                <Fact>{status.version}</Fact>
              </Row>
              <Row title={t("memory")}>
                <Fact>{byteSize(status.memoryBytes, t.language)}</Fact>
              </Row>
              <Row title={t("dataFolder")}>
                <Fact>{status.dataFolder}</Fact>
              </Row>
            </Section>
          </>
        )}
      </Waiting>
    </PageFrame>
  );
}

function Fact({ children }: { readonly children: string }) {
  return <span className="wrap-anywhere select-text font-mono text-13 text-ink-2 tabular-nums">{children}</span>;
}

function Shape() {
  return (
    <div className="grid gap-4">
      {["server", "homeserver", "sfu"].map((part) => (
        <Skeleton key={part} className="h-14 w-full" />
      ))}
    </div>
  );
}
