import type { UsageLimits } from "@parley/protocol";

export const limitFields = ["dollarsPerDay", "dollarsPerMonth", "tokensPerDay", "tokensPerMonth"] as const;
export type LimitField = (typeof limitFields)[number];

/** Limits as they are typed; empty: none. */
export type LimitsDraft = Readonly<Record<LimitField, string>>;

export const isMoney = (field: LimitField): boolean => field.startsWith("dollars");

const typed = (value: number | undefined): string => (value === undefined ? "" : String(value));

export function draftOf({ dollarsPerDay, dollarsPerMonth, tokensPerDay, tokensPerMonth }: UsageLimits): LimitsDraft {
  return {
    dollarsPerDay: typed(dollarsPerDay),
    dollarsPerMonth: typed(dollarsPerMonth),
    tokensPerDay: typed(tokensPerDay),
    tokensPerMonth: typed(tokensPerMonth),
  };
}

/** What is typed in a field; undefined: no limit, null: it is none. */
export function limitOf(field: LimitField, text: string): number | undefined | null {
  const plain = text.trim();
  if (plain === "") return undefined;
  const value = isMoney(field) ? dollarsOf(plain) : tokensOf(plain);
  const most = isMoney(field) ? 1_000_000 : 1_000_000_000_000;
  return value !== null && value > 0 && value <= most ? value : null;
}

/** With a point or a comma. `1,000` may be one dollar or a thousand: it is neither. */
function dollarsOf(plain: string): number | null {
  if (/^[1-9]\d{0,2}[.,]\d{3}$/u.test(plain) || !/^\d+(?:[.,]\d{1,6})?$/u.test(plain)) return null;
  return Number(plain.replace(",", "."));
}

/** With signs between thousands or without. */
function tokensOf(plain: string): number | null {
  if (!/^(?:\d+|\d{1,3}(?:[.,\s]\d{3})+)$/u.test(plain)) return null;
  return Number(plain.replaceAll(/\D/gu, ""));
}

/** What is typed in all fields; null: something of it is wrong. */
export function limitsOf(draft: LimitsDraft): UsageLimits | null {
  const limits: Partial<Record<LimitField, number>> = {};
  for (const field of limitFields) {
    const limit = limitOf(field, draft[field]);
    if (limit === null) return null;
    if (limit !== undefined) limits[field] = limit;
  }
  return limits;
}
