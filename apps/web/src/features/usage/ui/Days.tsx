import { useMemo } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { Disclosure } from "../../../ui/Disclosure.tsx";
import { allDays, type Cost } from "../model/days.ts";
import { strings } from "../strings/index.ts";
import { costOf, countOf, dayOf, tokensOf } from "./words.ts";

/** Tokens of each day as a column, and all of it as a table. */
export function Days({ cost }: { readonly cost: Cost }) {
  const t = useStrings(strings);
  const days = useMemo(() => allDays(cost), [cost]);
  const [first] = days;
  const last = days.at(-1);
  const top = days.toSorted((one, other) => other.totalTokens - one.totalTokens)[0];
  if (first === undefined || last === undefined || top === undefined) return null;
  const [from, to] = [dayOf(first.date, t), dayOf(last.date, t)];
  const label = t("chart", { from, to, day: dayOf(top.date, t), tokens: tokensOf(top.totalTokens, t) });
  return (
    <figure className="py-3">
      <div role="img" aria-label={label} className="flex h-28 items-end gap-px border-line border-b">
        {days.map((day) => (
          <div
            key={day.date}
            title={t("dayFacts", {
              day: dayOf(day.date, t),
              tokens: tokensOf(day.totalTokens, t),
              cost: costOf(day, t),
            })}
            className="group flex h-full min-w-0 flex-1 items-end hover:bg-hover"
          >
            {day.totalTokens > 0 && (
              <div
                className="min-h-0.5 w-full rounded-t-4 bg-accent-fill group-hover:bg-accent-fill-hover forced:bg-canvas-text"
                style={{ height: `${(100 * day.totalTokens) / top.totalTokens}%` }}
              />
            )}
          </div>
        ))}
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-12 text-ink-2 tabular-nums">
        <span>{from}</span>
        <span>{to}</span>
      </div>
      <Disclosure title={t("table")} className="mt-2">
        <table className="mt-1 w-full text-13 text-ink tabular-nums">
          <thead>
            <tr className="text-left text-ink-2">
              <th className="py-1 pr-3 font-normal">{t("day")}</th>
              <th className="py-1 pr-3 text-right font-normal">{t("tokens")}</th>
              <th className="py-1 text-right font-normal">{t("cost")}</th>
            </tr>
          </thead>
          <tbody>
            {cost.daily.toReversed().map((day) => (
              <tr key={day.date} className="border-line border-t">
                <th className="py-1 pr-3 text-left font-normal">{dayOf(day.date, t)}</th>
                <td className="py-1 pr-3 text-right">{countOf(day.totalTokens, t)}</td>
                <td className="py-1 text-right">{costOf(day, t)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  );
}
