import type { Usage } from "../contract/stream.ts";

/** Dollars for a million tokens, as providers publish them. Cached input costs as much as other where nothing is said. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** What something costs: tokens, and billionths of a dollar where the price is known. Whole numbers. */
export interface Cost {
  readonly tokens: number;
  /** Absent: the price is unknown. */
  readonly nanos?: number;
}

export interface Budget {
  readonly maxTokens?: number;
  readonly maxNanos?: number;
  /** Whether a model without a price may be asked where money is limited: its tokens count then, its money does not. */
  readonly unknownPrice: "deny" | "tokens";
}

/** How far a budget is used up. Money of models without a price is in neither. */
export interface Account {
  readonly spent: Required<Cost>;
  readonly reserved: Required<Cost>;
}

export const emptyAccount: Account = { spent: { tokens: 0, nanos: 0 }, reserved: { tokens: 0, nanos: 0 } };

/** What was used, in money. Whatever the provider did not count is 0 here: see `settle`. */
export function costOf(usage: Usage, price: Price | undefined): Cost {
  const input = usage.inputTokens ?? 0;
  const output = usage.outputTokens ?? 0;
  const read = Math.min(usage.cacheReadTokens ?? 0, input);
  const written = Math.min(usage.cacheWriteTokens ?? 0, input - read);
  const tokens = input + output;
  if (price === undefined) return { tokens };
  const dollarsPerMillion =
    (input - read - written) * price.input +
    read * (price.cacheRead ?? price.input) +
    written * (price.cacheWrite ?? price.input) +
    output * price.output;
  return { tokens, nanos: nanosOf(dollarsPerMillion) };
}

/** Dollars for a million are thousands of billionths for one. Rounded up, without the dust of floating point. */
function nanosOf(dollarsPerMillion: number): number {
  return Math.ceil(Number((dollarsPerMillion * 1_000).toFixed(3)));
}

type Reserved =
  | { readonly type: "ok"; readonly account: Account; readonly cost: Cost }
  | { readonly type: "no"; readonly reason: "tokens" | "money" | "unknown-price" };

/** Puts aside what a request can cost at most. Refused where that is more than what is left. */
export function reserve(account: Account, budget: Budget, most: Usage, price: Price | undefined): Reserved {
  const cost = costOf(most, price);
  const after = { spent: account.spent, reserved: add(account.reserved, cost) };
  if (budget.maxTokens !== undefined && after.spent.tokens + after.reserved.tokens > budget.maxTokens) {
    return { type: "no", reason: "tokens" };
  }
  if (budget.maxNanos === undefined) return { type: "ok", account: after, cost };
  if (cost.nanos === undefined && budget.unknownPrice === "deny") return { type: "no", reason: "unknown-price" };
  if (after.spent.nanos + after.reserved.nanos > budget.maxNanos) return { type: "no", reason: "money" };
  return { type: "ok", account: after, cost };
}

/**
 * Gives back what was put aside and writes down what was used. `usage` undefined: nobody counted, and all that was put aside
 * counts as spent. More than was put aside is written down as it is; the next reservation feels it.
 */
export function settle(account: Account, put: Cost, usage: Usage | undefined, price: Price | undefined): Account {
  const used = usage === undefined ? put : costOf(usage, price);
  return {
    spent: add(account.spent, used),
    reserved: {
      tokens: Math.max(0, account.reserved.tokens - put.tokens),
      nanos: Math.max(0, account.reserved.nanos - (put.nanos ?? 0)),
    },
  };
}

function add(sum: Required<Cost>, cost: Cost): Required<Cost> {
  return { tokens: sum.tokens + cost.tokens, nanos: sum.nanos + (cost.nanos ?? 0) };
}
