import { createScope } from "@parley/kernel";
import { ArrowDown, Copy, Pause, Play, ScrollText, Search, SearchX } from "lucide-react";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { fullTime, useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { findLines, type Level, type LogLine, textOfLine } from "../model/log-lines.ts";
import { createLogReading, type LogReading } from "../model/log-reading.ts";
import { strings } from "../strings/index.ts";

/** So near to its end the log is followed. */
const nearPx = 24;

/** The server's own log as it is written, to be found in; for admins. */
export function LogSettings() {
  const reading = useLogReading();
  return reading === null ? null : <Log reading={reading} />;
}

/** A log, which is read as long as the page shows it. */
function useLogReading(): LogReading | null {
  const parley = useParley();
  const clock = useClock();
  const [reading, setReading] = useState<LogReading | null>(null);
  useEffect(() => {
    const scope = createScope();
    const made = createLogReading({ parley, clock, scope });
    setReading(made);
    void made.load();
    return () => scope.end();
  }, [parley, clock]);
  return reading;
}

function Log({ reading }: { readonly reading: LogReading }) {
  const t = useStrings(strings);
  const { state, lines, error, paused } = useSignal(reading.view);
  const [level, setLevel] = useState<Level>("debug");
  const [words, setWords] = useState("");
  const found = useMemo(() => findLines(lines, level, words), [lines, level, words]);
  const { copy, copied } = useCopy();
  const [refused, setRefused] = useState(false);
  return (
    <>
      <p className="mb-4 text-14 text-ink-2">{t("logAbout")}</p>
      {error !== null &&
        (state === "loading" ? (
          <ErrorNote error={error} onRetry={() => void reading.load()} />
        ) : (
          <Banner shape="card">{t("logStale")}</Banner>
        ))}
      <Waiting waiting={state === "loading" && error === null} shape={<Skeleton className="h-80 w-full" />}>
        {state === "ready" && (
          <>
            <div className="mb-3 flex flex-wrap items-center gap-2">
              <div className="relative min-w-44 flex-1 phone:basis-full">
                <Search
                  aria-hidden="true"
                  className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-ink-2"
                  strokeWidth={1.75}
                />
                <input
                  type="search"
                  aria-label={t("logFind")}
                  placeholder={t("logFind")}
                  maxLength={200}
                  value={words}
                  onChange={(event) => setWords(event.currentTarget.value)}
                  className="h-8 w-full rounded-control bg-hover pr-2 pl-8 text-14 text-ink placeholder:text-ink-2 touch:h-11 [&::-webkit-search-cancel-button]:appearance-none"
                />
              </div>
              <Select<Level>
                label={t("logLevel")}
                value={level}
                options={[
                  { value: "debug", label: t("logAll") },
                  { value: "info", label: t("logFromInfo") },
                  { value: "warn", label: t("logFromWarn") },
                  { value: "error", label: t("logErrors") },
                ]}
                onChange={setLevel}
              />
              <Button
                icon={paused ? <Play className="size-4" /> : <Pause className="size-4" />}
                onClick={() => reading.pause(!paused)}
              >
                {t(paused ? "logResume" : "logPause")}
              </Button>
              <Button
                icon={<Copy className="size-4" />}
                disabled={found.length === 0}
                onClick={() => void copy(found.map(textOfLine).join("\n")).then((done) => setRefused(!done))}
              >
                {t(copied ? "logCopied" : "logCopy")}
              </Button>
            </div>
            {refused && (
              <p role="alert" className="mb-2 text-13 text-danger">
                {t("logCopyRefused")}
              </p>
            )}
            <p role="status" className="mb-2 text-12 text-ink-2 tabular-nums">
              {t("logCount", { n: found.length })}
              {paused && ` · ${t("logPaused")}`}
            </p>
            {found.length > 0 && <Lines lines={found} />}
            {lines.length === 0 && (
              <EmptyState icon={<ScrollText className="size-5" strokeWidth={1.75} />} title={t("logEmpty")}>
                {t("logEmptyHint")}
              </EmptyState>
            )}
            {lines.length > 0 && found.length === 0 && (
              <EmptyState icon={<SearchX className="size-5" strokeWidth={1.75} />} title={t("logNone")}>
                {t("logNoneHint")}
              </EmptyState>
            )}
          </>
        )}
      </Waiting>
    </>
  );
}

/** Follows the newest line until somebody scrolls up. */
function Lines({ lines }: { readonly lines: readonly LogLine[] }) {
  const t = useStrings(strings);
  const box = useRef<HTMLElement>(null);
  const [follows, setFollows] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each line that comes
  useLayoutEffect(() => {
    if (follows && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follows]);
  return (
    <div className="relative">
      <section
        ref={box}
        aria-label={t("logLines")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollows(scrollHeight - scrollTop - clientHeight < nearPx)
        }
        className="h-120 max-h-dvh overflow-auto overscroll-contain rounded-8 bg-code p-3 font-mono text-12 text-ink"
      >
        {lines.map((line) => (
          <Line key={line.id} line={line} missing={t("logGap")} language={t.language} />
        ))}
      </section>
      {!follows && (
        <Button
          look="primary"
          icon={<ArrowDown className="size-4" />}
          className="absolute right-4 bottom-4"
          onClick={() => setFollows(true)}
        >
          {t("logLatest")}
        </Button>
      )}
    </div>
  );
}

const tones: Record<Level, string> = {
  debug: "text-ink-2",
  info: "text-info",
  warn: "text-warn",
  error: "text-danger",
};

const Line = memo(function Line({
  line,
  missing,
  language,
}: {
  readonly line: LogLine;
  readonly missing: string;
  readonly language: Parameters<typeof fullTime>[1];
}) {
  const { level, at, message, more, gap } = line;
  return (
    <>
      {gap && <p className="py-1 text-ink-2 italic">{missing}</p>}
      <p className="wrap-anywhere whitespace-pre-wrap py-hair">
        {at !== null && (
          <time
            dateTime={new Date(at).toISOString()}
            title={fullTime(at, language)}
            className="text-ink-2 tabular-nums"
          >
            {`${clockTime(at, language)} `}
          </time>
        )}
        {level !== null && <span className={cx("font-semibold", tones[level])}>{`${level.toUpperCase()} `}</span>}
        {message}
        {more !== "" && <span className="text-ink-2">{` ${more}`}</span>}
      </p>
    </>
  );
});

function clockTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}
