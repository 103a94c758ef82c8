import type { Run } from "@parley/protocol";
import type { Language } from "../../../shared/messages.ts";
import { useNow } from "../../../shared/time.ts";
import { type Speak, useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

/** `0.4 s`, `2 min`: as short as a row needs. */
export function shortDuration(ms: number, language: Language): string {
  const minutes = ms >= 60_000;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: minutes ? "minute" : "second",
    unitDisplay: "narrow",
    maximumFractionDigits: minutes || ms >= 10_000 ? 0 : 1,
  }).format(ms / (minutes ? 60_000 : 1000));
}

const money = (dollars: number, language: Language): string =>
  new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: dollars > 0 && dollars < 0.01 ? 4 : 2,
  }).format(dollars);

/** What a run cost, as far as it is known. */
export function costOf({ dollars, unpriced }: NonNullable<Run["cost"]>, t: Speak<typeof strings.en>): string {
  if (unpriced === 0) return money(dollars, t.language);
  return dollars === 0 ? t("unpriced") : t("partlyPriced", { cost: money(dollars, t.language) });
}

export const tookOf = (run: Run, now: number): number => Math.max(0, (run.endedAt ?? now) - run.startedAt);

/** How long a run took and what it used, in few words. */
export function useRunFacts(run: Run): readonly string[] {
  const t = useStrings(strings);
  const now = useNow();
  const { inputTokens, outputTokens } = run.usage;
  const known = inputTokens !== undefined || outputTokens !== undefined;
  const tokens = new Intl.NumberFormat(t.language).format((inputTokens ?? 0) + (outputTokens ?? 0));
  const priced = run.cost !== null && run.cost.unpriced === 0;
  return [
    shortDuration(tookOf(run, now), t.language),
    ...(known ? [t("tokensOf", { count: tokens })] : []),
    ...(priced && run.cost !== null ? [costOf(run.cost, t)] : []),
  ];
}
