import type { UsageLimits } from "@parley/protocol";
import { decimalOf, typedDecimal, wholeOf } from "../../../shared/typed-number.ts";

export const limitFields = ["dollarsPerDay", "dollarsPerMonth", "tokensPerDay", "tokensPerMonth"] as const;
export type LimitField = (typeof limitFields)[number];

/** Limits as they are typed; empty: none. */
export type LimitsDraft = Readonly<Record<LimitField, string>>;

export const isMoney = (field: LimitField): boolean => field.startsWith("dollars");

export function draftOf({ dollarsPerDay, dollarsPerMonth, tokensPerDay, tokensPerMonth }: UsageLimits): LimitsDraft {
  return {
    dollarsPerDay: typedDecimal(dollarsPerDay),
    dollarsPerMonth: typedDecimal(dollarsPerMonth),
    tokensPerDay: typedDecimal(tokensPerDay),
    tokensPerMonth: typedDecimal(tokensPerMonth),
  };
}

/** What is typed in a field; undefined: no limit, null: it is none. */
export function limitOf(field: LimitField, text: string): number | undefined | null {
  const plain = text.trim();
  if (plain === "") return undefined;
  const value = isMoney(field) ? decimalOf(plain) : wholeOf(plain);
  const most = isMoney(field) ? 1_000_000 : 1_000_000_000_000;
  return value !== null && value > 0 && value <= most ? value : null;
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
