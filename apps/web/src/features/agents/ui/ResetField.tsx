import type { AgentConfig } from "@parley/protocol";
import { useStrings } from "../../../shared/use-strings.ts";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Select } from "../../../ui/Select.tsx";
import { strings } from "../strings/index.ts";

type Reset = AgentConfig["reset"];

/** In minutes. Another one that a program has set is offered beside them. */
const pauses = [15, 60, 240, 720, 1440, 10_080];
const usual = { idleMinutes: 240, atHour: 4 };
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** When conversations with it begin anew by themselves. */
export function ResetField({ reset, onChange }: { readonly reset: Reset; readonly onChange: (reset: Reset) => void }) {
  const t = useStrings(strings);
  const minutes = reset.mode === "idle" ? reset.idleMinutes : usual.idleMinutes;
  const choose = (mode: Reset["mode"]) => {
    if (mode === reset.mode) return;
    if (mode === "idle") onChange({ mode, idleMinutes: usual.idleMinutes });
    else onChange(mode === "daily" ? { mode, atHour: usual.atHour } : { mode });
  };
  return (
    <div className="grid gap-3">
      <RadioGroup<Reset["mode"]>
        label={t("reset")}
        value={reset.mode}
        onChange={choose}
        options={[
          { value: "manual", label: t("resetManual") },
          { value: "idle", label: t("resetIdle") },
          { value: "daily", label: t("resetDaily") },
        ]}
      />
      {reset.mode === "idle" && (
        <Choice
          label={t("resetPause")}
          value={minutes}
          values={pauses.includes(minutes) ? pauses : [minutes, ...pauses]}
          say={(value) => pauseOf(value, t.language)}
          onChange={(idleMinutes) => onChange({ mode: "idle", idleMinutes })}
        />
      )}
      {reset.mode === "daily" && (
        <Choice
          label={t("resetHour")}
          value={reset.atHour}
          values={hours}
          say={(hour) => `${String(hour).padStart(2, "0")}:00`}
          onChange={(atHour) => onChange({ ...reset, atHour })}
        />
      )}
      {reset.mode !== "manual" && <p className="-mt-1.5 text-12 text-ink-2">{t("resetHint")}</p>}
    </div>
  );
}

/** A whole number of days, hours or minutes, in the reader's words. */
function pauseOf(minutes: number, language: string): string {
  const [unit, size] =
    minutes % 1440 === 0
      ? (["day", 1440] as const)
      : minutes % 60 === 0
        ? (["hour", 60] as const)
        : (["minute", 1] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(minutes / size);
}

function Choice({
  label,
  value,
  values,
  say,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly values: readonly number[];
  readonly say: (value: number) => string;
  readonly onChange: (value: number) => void;
}) {
  return (
    <div>
      <div aria-hidden="true" className="mb-1.5 font-medium text-13 text-ink">
        {label}
      </div>
      <Select
        label={label}
        value={String(value)}
        options={values.map((one) => ({ value: String(one), label: say(one) }))}
        onChange={(next) => onChange(Number(next))}
      />
    </div>
  );
}
