import type { ResultOf, Run } from "@parley/protocol";
import {
  ChevronRight,
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Info,
  LoaderCircle,
  type LucideIcon,
  ShieldQuestion,
  TriangleAlert,
  X,
} from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { panelTitleId } from "../../../shared/panel.ts";
import { clockTime, useClock, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { ScrollArea } from "../../../ui/ScrollArea.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { agentsOf } from "../model/lists.ts";
import { type Step, stepsOf } from "../model/steps.ts";
import { strings } from "../strings/index.ts";
import { costOf, shortDuration, tookOf } from "./run-words.ts";

/** How often a run that goes on is read anew. */
const againMs = 1000;

/** What an agent did for one answer: every step, and what it used. */
export function RunPanel({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  const t = useStrings(strings);
  const parley = useParley();
  const clock = useClock();
  const [kept, setKept] = useState<ResultOf<"runs.get"> | null>(null);
  const load = useTask(async () => setKept(await parley.call("runs.get", { runId })));
  const { run: read } = load;
  const agents = useSignal(agentsOf(parley).kept).value;
  useEffect(() => {
    void read();
  }, [read]);
  useEffect(() => {
    let cancel: (() => void) | null = null;
    const soon = ({ runId: told }: { readonly runId: string }) => {
      if (told !== runId) return;
      cancel ??= clock.after(againMs, () => {
        cancel = null;
        void read();
      });
    };
    const stops = [parley.on("agent", soon), parley.on("chat", soon)];
    return () => {
      cancel?.();
      for (const stop of stops) stop();
    };
  }, [parley, clock, runId, read]);
  const steps = useMemo(() => stepsOf(kept?.steps ?? []), [kept]);
  const run = kept?.run.runId === runId ? kept.run : null;
  const name = agents?.find(({ id }) => id === run?.agentId)?.name ?? run?.agentId ?? "";
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-2 pr-2 pl-4">
        <h2 id={panelTitleId} className="font-semibold text-15 text-ink">
          {t("run")}
        </h2>
        <p className="min-w-0 flex-1 truncate text-13 text-ink-2">
          {run !== null && (
            <>
              <bdi>{name}</bdi>, <span className="tabular-nums">{clockTime(run.startedAt, t.language)}</span>
            </>
          )}
        </p>
        <IconButton
          label={t("closeRun")}
          onClick={onClose}
          icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      </header>
      <ScrollArea className="px-4 pb-4">
        {load.error !== null && <ErrorNote error={load.error} onRetry={() => void read()} />}
        {run === null && load.error === null && <Spinner>{t("runLoading")}</Spinner>}
        {run !== null && steps.length === 0 && <p className="py-2 text-13 text-ink-2">{t("noSteps")}</p>}
        {run !== null && steps.length > 0 && (
          <ol aria-label={t("runSteps")} className="grid gap-4 py-2">
            {steps.map((step) => (
              <StepRow key={step.key} step={step} />
            ))}
          </ol>
        )}
        {kept?.truncated === true && <p className="py-2 text-13 text-ink-2">{t("truncated")}</p>}
      </ScrollArea>
      {run !== null && <Facts run={run} />}
    </>
  );
}

const signs: Record<Step["sign"], { readonly Icon: LucideIcon; readonly tone: string }> = {
  ok: { Icon: CircleCheck, tone: "text-good" },
  failed: { Icon: TriangleAlert, tone: "text-danger" },
  denied: { Icon: CircleSlash, tone: "text-warn" },
  unknown: { Icon: CircleHelp, tone: "text-warn" },
  asked: { Icon: ShieldQuestion, tone: "text-warn" },
  going: { Icon: LoaderCircle, tone: "text-info" },
  note: { Icon: Info, tone: "text-ink-2" },
};

const known = {
  current_time: "tool_current_time",
  web_fetch: "tool_web_fetch",
  memory_read: "tool_memory_read",
  memory_write: "tool_memory_write",
  memory_list: "tool_memory_list",
  message_send: "tool_message_send",
  session_list: "tool_session_list",
  session_read: "tool_session_read",
  config_read: "tool_config_read",
  math_eval: "tool_math_eval",
  find_tools: "tool_find_tools",
  exec: "tool_exec",
} as const;
const isKnown = (name: string): name is keyof typeof known => Object.hasOwn(known, name);

const origins = { web: "origin_web", file: "origin_file", stranger: "origin_stranger", agent: "origin_agent" } as const;
const isOrigin = (name: string): name is keyof typeof origins => Object.hasOwn(origins, name);

function StepRow({ step }: { readonly step: Step }) {
  const t = useStrings(strings);
  const { what, sign } = step;
  const { Icon, tone } = signs[sign];
  const title =
    what.type === "tool"
      ? isKnown(what.name)
        ? t(known[what.name])
        : what.name
      : what.type === "said"
        ? t("saidBetween")
        : what.type === "failed-over"
          ? t("failedOver")
          : t(what.type);
  const notes = [
    what.type === "tainted"
      ? `${what.origins.map((origin) => (isOrigin(origin) ? t(origins[origin]) : origin)).join(", ")}. ${t("taintedAbout")}`
      : "",
    what.type === "tool" && what.target !== "" && what.target !== what.name ? what.target : "",
    step.reason,
    step.approved === true ? t("approvedOnce") : step.approved === false || sign === "denied" ? t("deniedStep") : "",
    sign === "asked" ? t("waitsForApproval") : "",
    sign === "unknown" ? t("outcomeUnknown") : "",
    what.type !== "tool" ? step.output : "",
  ].filter((note) => note !== "");
  return (
    <li className="flex min-w-0 gap-3">
      <Icon
        aria-hidden="true"
        className={cx("mt-0.5 size-5 shrink-0", tone, sign === "going" && "animate-turn")}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <h3
            className={cx(
              "wrap-anywhere min-w-0 flex-1 font-medium text-13 text-ink",
              what.type === "tool" && !isKnown(what.name) && "font-mono",
            )}
          >
            {title}
          </h3>
          {step.ms !== null && (
            <span className="shrink-0 text-12 text-ink-2 tabular-nums">{shortDuration(step.ms, t.language)}</span>
          )}
        </div>
        {notes.map((note) => (
          <p key={note} className="wrap-anywhere whitespace-pre-wrap text-12 text-ink-2">
            {note}
          </p>
        ))}
        {what.type === "tool" && (
          <>
            <Shown title={t("given")} text={step.input} />
            <Shown title={t("came")} text={step.output} />
          </>
        )}
      </div>
    </li>
  );
}

/** Exactly what went in or came back, folded away; drawn as plain text whatever it is. */
function Shown({ title, text }: { readonly title: string; readonly text: string }) {
  if (text === "") return null;
  return (
    <details className="group mt-1">
      <summary className="flex min-h-6 items-center gap-1 text-12 text-ink-2 hover:text-ink touch:min-h-11">
        <ChevronRight
          aria-hidden="true"
          className="size-3 shrink-0 transition-transform group-open:rotate-90"
          strokeWidth={2}
        />
        <span className="shrink-0">{title}</span>
        <code className="min-w-0 truncate font-mono group-open:hidden">{text.slice(0, 120)}</code>
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={title}
        className="mt-1 max-h-80 overflow-auto rounded-8 bg-code p-2"
      >
        <pre className="wrap-anywhere whitespace-pre-wrap font-mono text-12 text-ink">{text}</pre>
      </section>
    </details>
  );
}

const states = {
  running: "stateGoing",
  parked: "stateParked",
  done: "stateDone",
  cancelled: "stateCancelled",
  limit: "stateLimit",
  failed: "stateFailed",
  interrupted: "stateInterrupted",
} as const;

function Facts({ run }: { readonly run: Run }) {
  const t = useStrings(strings);
  const now = useNow("second");
  const count = (value: number | undefined) =>
    value === undefined ? "–" : new Intl.NumberFormat(t.language).format(value);
  const facts: readonly (readonly [string, string])[] = [
    [t("state"), t(states[run.state])],
    ...(run.model === null ? [] : [[t("model"), run.model] as const]),
    [t("tokens"), `${count(run.usage.inputTokens)} · ${count(run.usage.outputTokens)}`],
    ...(run.cost === null ? [] : [[t("cost"), costOf(run.cost, t)] as const]),
    [t("took"), shortDuration(tookOf(run, now), t.language)],
  ];
  return (
    <div className="shrink-0 border-line border-t px-4 py-3">
      {run.fault !== null && <p className="wrap-anywhere pb-2 text-12 text-danger">{run.fault}</p>}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1.5 text-13">
        {facts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-ink-2">{name}</dt>
            <dd className="wrap-anywhere font-medium text-ink tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
