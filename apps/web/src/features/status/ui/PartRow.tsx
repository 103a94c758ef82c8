import type { PartState } from "@parley/protocol";
import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, LoaderCircle, type LucideIcon } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { fullTime, listTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { strings } from "../strings/index.ts";

const signs: Record<PartState["state"], { readonly Icon: LucideIcon; readonly tone: string }> = {
  ready: { Icon: CircleCheck, tone: "text-good" },
  starting: { Icon: LoaderCircle, tone: "text-info" },
  installing: { Icon: LoaderCircle, tone: "text-info" },
  restarting: { Icon: LoaderCircle, tone: "text-warn" },
  unconfigured: { Icon: CircleDashed, tone: "text-ink-2" },
  stopped: { Icon: CircleMinus, tone: "text-ink-2" },
  missing: { Icon: CircleMinus, tone: "text-warn" },
  down: { Icon: CircleAlert, tone: "text-danger" },
};

/** One part: what it is for, its state in a word, what happened last, what to do, its log, a restart. */
export function PartRow({
  part,
  onChanged,
}: {
  readonly part: PartState;
  readonly onChanged: (part: PartState) => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const now = useNow();
  const [logShown, setLogShown] = useState(false);
  const { Icon, tone } = signs[part.state];
  const restartable = part.run === "child" && part.name !== "server" ? part.name : null;
  const restart = useTask(async () => {
    if (restartable !== null) onChanged((await parley.call("stack.restart", { part: restartable })).part);
  });
  const name = t(part.name);
  const hints = { server: t("serverHint"), homeserver: t("homeserverHint"), sfu: t("sfuHint") };
  const facts = [
    t("since", { time: listTime(part.since, now, t.language) }),
    part.version === null ? null : t("version", { version: part.version }),
    t(part.run),
    part.restarts > 0 ? t("restarts", { n: part.restarts }) : null,
  ].filter((fact) => fact !== null);
  return (
    <article aria-label={name} className="py-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-60 flex-1">
          <h2 className="font-medium text-14 text-ink">{name}</h2>
          <p className="text-13 text-ink-2">{hints[part.name]}</p>
          <p
            className="mt-1 text-12 text-ink-2 tabular-nums first-letter:uppercase"
            title={fullTime(part.since, t.language)}
          >
            {facts.join(" · ")}
          </p>
        </div>
        <div role="status" className="flex items-center gap-1.5 font-medium text-13 text-ink">
          <Icon aria-hidden="true" className={`size-4 ${tone}`} strokeWidth={1.75} />
          {t(part.state)}
        </div>
      </div>
      {part.lastError !== null && part.state !== "ready" && (
        <p className="wrap-anywhere mt-2 text-13 text-ink">{part.lastError}</p>
      )}
      {part.advice !== null && <p className="wrap-anywhere mt-1 text-13 text-ink-2">{part.advice}</p>}
      {restart.error !== null && (
        <div className="mt-2">
          <ErrorNote error={restart.error} />
        </div>
      )}
      <div className="-ml-3 mt-2 flex flex-wrap gap-1">
        <Button look="ghost" aria-expanded={logShown} onClick={() => setLogShown(!logShown)}>
          {logShown ? t("hideLog") : t("showLog")}
        </Button>
        {restartable !== null && (
          <Button
            look="ghost"
            aria-label={t("restartNamed", { part: name })}
            busy={restart.running && t("restartingNow")}
            onClick={() => restart.run()}
          >
            {t("restart")}
          </Button>
        )}
      </div>
      {logShown && <LogTail part={part.name} label={t("logOf", { part: name })} />}
    </article>
  );
}

function LogTail({ part, label }: { readonly part: PartState["name"]; readonly label: string }) {
  const t = useStrings(strings);
  const parley = useParley();
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const box = useRef<HTMLElement>(null);
  const load = useTask(async () => setLines((await parley.call("stack.logs", { part, lines: 200 })).lines));
  const { run } = load;
  // What happened last stands at the end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each reading of the log
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  useEffect(() => {
    void run();
  }, [run]);
  if (load.error !== null) return <ErrorNote error={load.error} onRetry={() => void run()} />;
  if (lines === null) return <Spinner>{t("logLoading")}</Spinner>;
  return (
    <div className="mt-1">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={box} tabIndex={0} aria-label={label} className="max-h-80 overflow-auto rounded-8 bg-code p-3">
        <pre className="wrap-anywhere whitespace-pre-wrap font-mono text-12 text-ink">
          {lines.length === 0 ? t("logEmpty") : lines.join("\n")}
        </pre>
      </section>
      <Button look="ghost" className="mt-1 -ml-3" onClick={() => void run()}>
        {t("refreshLog")}
      </Button>
    </div>
  );
}
