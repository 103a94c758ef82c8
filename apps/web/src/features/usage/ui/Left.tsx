import type { ResultOf } from "@parley/protocol";
import { dateAndTime, fullTime } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";
import { countOf, moneyOf } from "./words.ts";

type Limits = ResultOf<"usage.limits">;
type Period = Limits["periods"][number];

/** How far my limits are used up. */
export function Left({ limits }: { readonly limits: Limits }) {
  const t = useStrings(strings);
  const bounded = Object.keys(limits.limits).length > 0;
  return (
    <Section title={t("left")} hint={t(bounded ? (limits.own ? "leftOwn" : "leftStandard") : "leftNone")}>
      {limits.periods.map((period) => (
        <LeftOf key={period.period} period={period} />
      ))}
    </Section>
  );
}

function LeftOf({ period: { period, tokens, dollars, resetsAt } }: { readonly period: Period }) {
  const t = useStrings(strings);
  const full = [tokens, dollars].some(({ used, limit }) => limit !== null && used >= limit);
  const name = t(period === "day" ? "today" : "month");
  return (
    <div className="grid gap-2 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="font-medium text-14 text-ink">{name}</h3>
        <p className="text-13 text-ink-2" title={fullTime(resetsAt, t.language)}>
          {t("anew", { time: dateAndTime(resetsAt, t.language) })}
        </p>
      </div>
      <Gauge name={t("money")} of={name} {...dollars} shown={(value) => moneyOf(value, t)} />
      <Gauge name={t("tokens")} of={name} {...tokens} shown={(value) => countOf(value, t)} />
      {full && <p className="text-13 text-danger">{t("usedUp")}</p>}
    </div>
  );
}

function Gauge({
  name,
  of,
  used,
  limit,
  shown,
}: {
  readonly name: string;
  readonly of: string;
  readonly used: number;
  readonly limit: number | null;
  readonly shown: (value: number) => string;
}) {
  const t = useStrings(strings);
  const part = limit === null ? 0 : Math.min(1, used / limit);
  const words =
    limit === null ? t("unlimited", { used: shown(used) }) : t("usedOf", { used: shown(used), limit: shown(limit) });
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap justify-between gap-x-4 text-13 tabular-nums">
        <span className="text-ink-2">{name}</span>
        <span className="text-ink">
          {words}
          {limit !== null && used < limit && (
            <span className="text-ink-2"> · {t("remaining", { left: shown(limit - used) })}</span>
          )}
        </span>
      </div>
      {limit !== null && (
        <>
          <meter
            className="sr-only"
            aria-label={`${of}, ${name}`}
            min={0}
            max={100}
            value={Math.round(part * 100)}
            aria-valuetext={words}
          />
          <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-track forced:border">
            <div
              className={cx(
                "h-full rounded-full forced:bg-canvas-text",
                part >= 1 ? "bg-danger-fill" : part >= 0.8 ? "bg-warn" : "bg-accent-fill",
              )}
              style={{ width: `${part * 100}%` }}
            />
          </div>
        </>
      )}
    </div>
  );
}
