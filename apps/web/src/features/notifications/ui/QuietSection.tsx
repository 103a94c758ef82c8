import type { DoNotDisturb } from "@parley/matrix";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { dateAndTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { inputLook } from "../../../ui/Field.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { minutesOf, timeOf, tomorrowMorning } from "../model/quiet.ts";
import { strings } from "../strings/index.ts";
import { OnOff } from "./OnOff.tsx";

const hourMs = 3_600_000;
/** Half past ten in the evening to seven: what is offered first. */
const usual = { from: 22 * 60 + 30, to: 7 * 60 };

/** When nothing is raised: a pause from now on, and hours of each day. */
export function QuietSection() {
  const t = useStrings(strings);
  const { notifications } = useSession();
  const standing = useSignal(notifications.doNotDisturb);
  const now = useNow();
  const save = useTask((next: DoNotDisturb) => notifications.setDoNotDisturb(next));
  const change = (part: Partial<DoNotDisturb>) => void save.run({ ...standing, ...part });
  const paused = standing.until > now;
  return (
    <Section title={t("quiet")} hint={t("quietHint")}>
      <Row
        title={t("pause")}
        hint={paused ? t("pausedUntil", { time: dateAndTime(standing.until, t.language) }) : t("notPaused")}
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
          value={standing.hours !== null}
          onChange={(on) => change({ hours: on ? usual : null })}
        />
      </Row>
      {standing.hours !== null && (
        <div className="flex flex-wrap gap-4 py-3">
          {(["from", "to"] as const).map((edge) => (
            <label key={edge} className="flex items-center gap-2 text-14 text-ink">
              {t(edge)}
              <input
                type="time"
                required
                defaultValue={timeOf((standing.hours ?? usual)[edge])}
                key={timeOf((standing.hours ?? usual)[edge])}
                onBlur={(event) => {
                  const minutes = minutesOf(event.currentTarget.value);
                  const hours = standing.hours ?? usual;
                  if (minutes !== null && minutes !== hours[edge]) change({ hours: { ...hours, [edge]: minutes } });
                }}
                className={`${inputLook} tabular-nums`}
              />
            </label>
          ))}
        </div>
      )}
      {save.error !== null && <ErrorNote error={save.error} />}
    </Section>
  );
}
