import type { DoNotDisturb } from "@parley/matrix";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { OnOff } from "../../../shared/OnOff.tsx";
import { dateAndTime, useClock, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { inputLook } from "../../../ui/Field.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { minutesOf, timeOf, tomorrowMorning } from "../model/quiet.ts";
import { strings } from "../strings/index.ts";

const hourMs = 3_600_000;
/** Half past ten in the evening to seven: what is offered first. */
const usual = { from: 22 * 60 + 30, to: 7 * 60 };

/** Whoever types an hour and then its minutes is not done between the two. */
const typedMs = 800;

/** What is to stand: shown as it is chosen, and saved one after the other. */
function useDoNotDisturb() {
  const { notifications } = useSession();
  const standing = useSignal(notifications.doNotDisturb);
  const [chosen, setChosen] = useState<DoNotDisturb | null>(null);
  const latest = useRef<DoNotDisturb | null>(null);
  const { run, error } = useTask(async () => {
    try {
      let saved: DoNotDisturb | null = null;
      while (latest.current !== null && latest.current !== saved) {
        saved = latest.current;
        await notifications.setDoNotDisturb(saved);
      }
    } finally {
      latest.current = null;
      setChosen(null);
    }
  });
  const change = (part: Partial<DoNotDisturb>) => {
    latest.current = { ...(latest.current ?? standing), ...part };
    setChosen(latest.current);
    void run();
  };
  return { wish: chosen ?? standing, change, error };
}

/** When nothing is raised: a pause from now on, and hours of each day. */
export function QuietSection() {
  const t = useStrings(strings);
  const { wish, change, error } = useDoNotDisturb();
  const now = useNow();
  const hours = wish.hours ?? wish.kept ?? usual;
  const paused = wish.until > now;
  return (
    <Section title={t("quiet")} hint={t("quietHint")}>
      <Row
        title={t("pause")}
        hint={paused ? t("pausedUntil", { time: dateAndTime(wish.until, t.language) }) : t("notPaused")}
      >
        {paused ? (
          <Button onClick={() => change({ until: 0 })}>{t("resume")}</Button>
        ) : (
          <>
            <Button onClick={() => change({ until: now + hourMs })}>{t("pauseHour")}</Button>
            <Button onClick={() => change({ until: tomorrowMorning(now) })}>{t("pauseMorning")}</Button>
          </>
        )}
      </Row>
      <Row title={t("hours")} hint={t("hoursHint")}>
        <OnOff
          label={t("hours")}
          value={wish.hours !== null}
          onChange={(on) => change(on ? { hours } : { hours: null, kept: hours })}
        />
      </Row>
      {wish.hours !== null && (
        <div className="flex flex-wrap gap-4 py-3">
          {(["from", "to"] as const).map((edge) => (
            <HourField
              key={edge}
              label={t(edge)}
              minutes={hours[edge]}
              onChange={(minutes) => change({ hours: { ...hours, [edge]: minutes } })}
            />
          ))}
        </div>
      )}
      {error !== null && <ErrorNote error={error} />}
    </Section>
  );
}

/** A time of the day, in minutes: taken with Enter, when nothing more is typed, and when one leaves. */
function HourField({
  label,
  minutes,
  onChange,
}: {
  readonly label: string;
  readonly minutes: number;
  readonly onChange: (minutes: number) => void;
}) {
  const clock = useClock();
  const field = useRef<HTMLInputElement>(null);
  /** Not taken yet. */
  const typed = useRef<number | null>(null);
  const stop = useRef(() => {});
  const take = () => {
    stop.current();
    if (typed.current !== null && typed.current !== minutes) onChange(typed.current);
    typed.current = null;
  };
  const latest = useRef(take);
  useLayoutEffect(() => {
    latest.current = take;
  });
  // Also by way of the page's own going.
  useEffect(() => () => latest.current(), []);
  useEffect(() => {
    // Another device may have chosen another one; what is being typed stays.
    if (field.current !== null && typed.current === null) field.current.value = timeOf(minutes);
  }, [minutes]);
  return (
    <label className="flex items-center gap-2 text-14 text-ink">
      {label}
      <input
        ref={field}
        type="time"
        required
        defaultValue={timeOf(minutes)}
        onChange={(event) => {
          typed.current = minutesOf(event.currentTarget.value);
          stop.current();
          stop.current = clock.after(typedMs, () => latest.current());
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") take();
        }}
        onBlur={(event) => {
          typed.current = minutesOf(event.currentTarget.value);
          take();
        }}
        className={`${inputLook} tabular-nums`}
      />
    </label>
  );
}
