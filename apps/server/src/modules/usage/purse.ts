import type { Budget, Price, Usage } from "@parley/agents";
import { type Clock, createId, type Log, messageOf, type Random } from "@parley/kernel";
import type { UsageLimits } from "@parley/protocol";
import type { AnyTx } from "../../platform/store/store.ts";
import { boundsOf, dayOf, type Period } from "./periods.ts";
import { type Counts, noCounts, type OpenRow, type UsageStore, type UsageTx, type Whose } from "./store.ts";

const dayMs = 24 * 60 * 60_000;

/** Limits of everybody who has none of their own lie under no account's name. */
export const everybody = "";

/** Whose money a run draws on. */
interface Drawing {
  readonly account: string;
  readonly agent: string;
  /** What all who talk to the agent may use up together. */
  readonly budget: UsageLimits;
  readonly run: string;
  readonly conversationKey: string;
}

/** Puts money aside before a model is asked, and writes down afterwards what it cost. */
export function createPurses(deps: {
  readonly rows: UsageStore;
  /** By `PROVIDER/MODEL`; undefined: nobody knows. */
  readonly priceOf: (model: string) => Promise<Price | undefined>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}) {
  const { rows, priceOf, clock, random, log } = deps;
  /** What was put aside and nobody heard what it cost: the models were asked, and all of it counts. */
  const close = (isLost: (row: OpenRow) => boolean) =>
    rows.write(async (tx) => {
      for (const row of (await rows.allOpen(tx)).filter(isLost)) {
        await rows.take(tx, row.id);
        await rows.add(tx, row, {
          ...noCounts,
          calls: 1,
          input: row.input,
          output: row.output,
          nanos: row.nanos ?? 0,
          unpriced: Number(row.nanos === null),
          estimated: 1,
        });
      }
    });
  // By an earlier process, whatever it is.
  const ready = close(() => true).catch((thrown: unknown) =>
    log.error("what was put aside is still open", { error: messageOf(thrown) }),
  );

  return {
    ready,
    /** The same of days that are over: no answer takes from one day to the day after the next. */
    async closeDays(): Promise<void> {
      await ready;
      const yesterday = dayOf(clock.now() - dayMs);
      await close(({ day }) => day < yesterday);
    },
    /**
     * For one run. Models by `PROVIDER/MODEL`. Both are written in the transaction that is handed in: of two at once, only one
     * gets what is left. What is still to be waited for is waited for here, for nothing is inside.
     */
    async purseOf({ account, agent, budget, run, conversationKey }: Drawing) {
      await ready;
      const { costOf, reserve } = await import("@parley/agents");
      const refused = async (tx: UsageTx, { model, most, price, now }: Wanted): Promise<string | null> => {
        const own = limitsOf((await rows.limitsIn(tx, account)) ?? (await rows.limitsIn(tx, everybody)));
        const draws = [
          { who: "your", whose: { account } satisfies Whose, limits: own },
          { who: "this agent's", whose: { agent } satisfies Whose, limits: budget },
        ];
        for (const { who, whose, limits } of draws) {
          for (const period of ["day", "month"] as const) {
            const bound = boundOf(limits, period);
            if (bound === null) continue;
            const { since, resetsAt } = boundsOf(period, now);
            const { spent, open } = await rows.sumsIn(tx, whose, since);
            const put = reserve({ spent, reserved: open }, bound, most, price);
            if (put.type === "ok") continue;
            return wordsOf(put.reason, { who, period, bound, resetsAt, model });
          }
        }
        return null;
      };
      return {
        async reserve(any: AnyTx, { model, most }: Pick<Wanted, "model" | "most">) {
          const tx = rows.within(any);
          const price = await priceOf(model);
          const now = clock.now();
          const message = await refused(tx, { model, most, price, now });
          if (message !== null) return { type: "no", message } as const;
          const cost = costOf(most, price);
          const row: OpenRow = {
            id: createId("use", random),
            account,
            agent,
            run,
            conversation_key: conversationKey,
            model,
            day: dayOf(now),
            price: price === undefined ? null : JSON.stringify(price),
            input: most.inputTokens ?? 0,
            output: most.outputTokens ?? 0,
            nanos: cost.nanos ?? null,
          };
          await rows.open(tx, row);
          return { type: "ok", id: row.id } as const;
        },
        async settle(any: AnyTx, id: string, { usage, estimated }: { usage: Usage; estimated: boolean }) {
          const tx = rows.within(any);
          const row = await rows.take(tx, id);
          if (row) await rows.add(tx, row, countsOf(costOf, row, usage, estimated));
        },
      };
    },
  };
}

/** What a question may cost at most, and when it is asked. */
interface Wanted {
  readonly model: string;
  readonly most: Usage;
  readonly price: Price | undefined;
  readonly now: number;
}

function countsOf(
  costOf: typeof import("@parley/agents")["costOf"],
  row: OpenRow,
  usage: Usage,
  estimated: boolean,
): Counts {
  const price: Price | undefined = row.price === null ? undefined : JSON.parse(row.price);
  const input = usage.inputTokens ?? 0;
  const output = usage.outputTokens ?? 0;
  // Refused before it was worked on: that is no call that cost something.
  const used = input + output > 0;
  const { nanos } = costOf(usage, price);
  return {
    calls: Number(used),
    input,
    output,
    cache_read: usage.cacheReadTokens ?? 0,
    cache_write: usage.cacheWriteTokens ?? 0,
    nanos: nanos ?? 0,
    unpriced: Number(used && nanos === undefined),
    estimated: Number(used && estimated),
  };
}

/** Limits as they lie there. */
export function limitsOf(kept: string | undefined): UsageLimits {
  return kept === undefined ? {} : JSON.parse(kept);
}

/** Null: nothing is limited in this period. */
function boundOf(limits: UsageLimits, period: Period): Budget | null {
  const [tokens, dollars] =
    period === "day" ? [limits.tokensPerDay, limits.dollarsPerDay] : [limits.tokensPerMonth, limits.dollarsPerMonth];
  if (tokens === undefined && dollars === undefined) return null;
  return {
    ...(tokens === undefined ? {} : { maxTokens: tokens }),
    ...(dollars === undefined ? {} : { maxNanos: Math.round(dollars * 1e9) }),
    unknownPrice: "deny",
  };
}

interface Refusal {
  readonly who: string;
  readonly period: Period;
  readonly bound: Budget;
  readonly resetsAt: number;
  readonly model: string;
}

/** Why no model is asked, for whoever talks to the agent. */
function wordsOf(
  reason: "tokens" | "money" | "unknown-price",
  { who, period, bound, resetsAt, model }: Refusal,
): string {
  if (reason === "unknown-price") {
    return `What ${model} costs is unknown, and ${who} money is limited: an admin says its price, or takes another model.`;
  }
  const amount =
    reason === "tokens" ? `${bound.maxTokens ?? 0} tokens` : `${((bound.maxNanos ?? 0) / 1e9).toFixed(2)} dollars`;
  const next = new Date(resetsAt).toISOString();
  return `Another answer could go over ${who} limit of ${amount} a ${period}. It begins anew on ${next.slice(0, 10)} at 00:00 UTC.`;
}
