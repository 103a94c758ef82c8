import type { UsageLimits } from "@parley/protocol";
import type { Speak } from "../../../shared/use-strings.ts";
import type { Sums } from "../model/days.ts";
import type { strings } from "../strings/index.ts";

type T = Speak<typeof strings.en>;

export const countOf = (value: number, t: T): string => new Intl.NumberFormat(t.language).format(value);

export const moneyOf = (dollars: number, t: T): string =>
  new Intl.NumberFormat(t.language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: dollars > 0 && dollars < 0.01 ? 4 : 2,
  }).format(dollars);

export const tokensOf = (value: number, t: T): string => t("tokensOf", { n: value, count: countOf(value, t) });

/** What it cost, as far as that is known. */
export function costOf({ totalCost, missingCostEntries: n }: Sums, t: T): string {
  if (n === 0) return moneyOf(totalCost, t);
  return totalCost === 0 ? t("priceUnknown") : t("partly", { cost: moneyOf(totalCost, t), n });
}

/** A day of UTC, whatever the clock here says. */
export const dayOf = (date: string, t: T): string =>
  new Intl.DateTimeFormat(t.language, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );

/** Limits in one line. */
export function limitsIn(limits: UsageLimits, t: T): string {
  const { dollarsPerDay, dollarsPerMonth, tokensPerDay, tokensPerMonth } = limits;
  const all = [
    ...(dollarsPerDay === undefined ? [] : [t("aDay", { amount: moneyOf(dollarsPerDay, t) })]),
    ...(dollarsPerMonth === undefined ? [] : [t("aMonth", { amount: moneyOf(dollarsPerMonth, t) })]),
    ...(tokensPerDay === undefined ? [] : [t("aDay", { amount: tokensOf(tokensPerDay, t) })]),
    ...(tokensPerMonth === undefined ? [] : [t("aMonth", { amount: tokensOf(tokensPerMonth, t) })]),
  ];
  return all.length === 0 ? t("noLimits") : all.join(", ");
}
