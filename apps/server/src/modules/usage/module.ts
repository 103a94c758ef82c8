import type { Price } from "@parley/agents";
import type { Clock, Log, Random } from "@parley/kernel";
import type { ResultOf, Run, UsageLimits } from "@parley/protocol";
import type { HandlersOf } from "../../platform/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { boundsOf, dayOf, firstOf } from "./periods.ts";
import { maySee } from "./policy.ts";
import { createPurses, everybody, limitsOf } from "./purse.ts";
import { type Counts, createUsageStore, noCounts } from "./store.ts";

/** What the module needs. */
export interface UsageDeps {
  readonly store: Store;
  /** By `PROVIDER/MODEL`; undefined: nobody knows. */
  readonly priceOf: (model: string) => Promise<Price | undefined>;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}

type Methods = "usage.status" | "usage.cost" | "usage.limits" | "usage.setLimits";

const shownDays = 30;

/** What models have used and cost, and how much of that there may be. */
export function createUsageModule({ store, priceOf, world, log }: UsageDeps) {
  const { clock, random } = world;
  const rows = createUsageStore(store);
  const purses = createPurses({ rows, priceOf, clock, random, log });

  /** How far an account's limits are used up. */
  const filledOf = async (account: string) => {
    const [own, standard] = [await rows.limits(account), limitsOf(await rows.limits(everybody))];
    const limits = own === undefined ? standard : limitsOf(own);
    const periods: ResultOf<"usage.limits">["periods"] = [];
    for (const period of ["day", "month"] as const) {
      const { since, resetsAt } = boundsOf(period, clock.now());
      const { spent, open } = await rows.sums({ account }, since);
      const [tokens, dollars] = amountsOf(limits, period);
      periods.push({
        period,
        tokens: { used: spent.tokens + open.tokens, limit: tokens },
        dollars: { used: dollarsOf(spent.nanos + open.nanos), limit: dollars },
        resetsAt,
      });
    }
    return { limits, own: own !== undefined, standard, periods };
  };

  const handlers: HandlersOf<Methods> = {
    async "usage.status"(_params, { principal }) {
      await purses.ready;
      const { periods } = await filledOf(principal.userId);
      const windows = periods.flatMap(({ period, tokens, dollars, resetsAt }) =>
        [
          { label: `Tokens this ${period}`, ...tokens },
          { label: `Dollars this ${period}`, ...dollars },
        ].flatMap(({ label, used, limit }) =>
          limit === null ? [] : [{ label, usedPercent: Math.min(100, (used / limit) * 100), resetAt: resetsAt }],
        ),
      );
      return { updatedAt: clock.now(), providers: [{ provider: "parley", displayName: "Parley", windows }] };
    },
    async "usage.cost"({ days = shownDays, agentId, userId, everyone = false }, { principal }) {
      await purses.ready;
      const { account } = maySee(principal, everyone ? null : (userId ?? principal.userId));
      const query = { account, agent: agentId?.toLowerCase() ?? null, since: firstOf(days, clock.now()) };
      const daily = await rows.by("day", query);
      return {
        updatedAt: clock.now(),
        days,
        daily: daily.map((row) => ({ date: row.name, ...shown(row) })),
        totals: shown(daily.reduce(added, noCounts)),
        byAgent: (await rows.by("agent", query)).map((row) => ({ agentId: row.name, ...shown(row) })),
        byModel: (await rows.by("model", query)).map((row) => ({ model: row.name, ...shown(row) })),
        byPerson:
          account === null ? (await rows.by("account", query)).map((row) => ({ userId: row.name, ...shown(row) })) : [],
      };
    },
    async "usage.limits"({ userId }, { principal }) {
      await purses.ready;
      const { account } = maySee(principal, userId ?? principal.userId);
      const of = account ?? principal.userId;
      return { userId: of, ...(await filledOf(of)) };
    },
    async "usage.setLimits"({ userId = everybody, limits }, { principal }) {
      if (limits === null) await rows.dropLimits(userId);
      else {
        const row = { account: userId, limits: JSON.stringify(limits), set_by: principal.userId, set_at: clock.now() };
        await rows.setLimits(row);
      }
      return { ok: true };
    },
  };
  return {
    handlers,
    purseOf: purses.purseOf,
    /** What runs of an account have cost. */
    async ofRuns(account: string, runs: readonly string[]): Promise<ReadonlyMap<string, NonNullable<Run["cost"]>>> {
      const found = runs.length === 0 ? [] : await rows.ofRuns(account, runs);
      return new Map(found.map(({ run, nanos, unpriced }) => [run, { dollars: dollarsOf(nanos), unpriced }]));
    },
    erase: rows.erase,
    forgetRuns: rows.forgetRuns,
    /** Sums of days that were over before a moment. */
    forgetDays: (before: number, most: number): Promise<number> => rows.forgetDays(dayOf(before), most),
    closeDays: purses.closeDays,
  };
}

function added(sum: Counts, row: Counts): Counts {
  return {
    calls: sum.calls + row.calls,
    input: sum.input + row.input,
    output: sum.output + row.output,
    cache_read: sum.cache_read + row.cache_read,
    cache_write: sum.cache_write + row.cache_write,
    nanos: sum.nanos + row.nanos,
    unpriced: sum.unpriced + row.unpriced,
    estimated: sum.estimated + row.estimated,
  };
}

function shown({ calls, input, output, cache_read, cache_write, nanos, unpriced, estimated }: Counts) {
  return {
    calls,
    input,
    output,
    cacheRead: cache_read,
    cacheWrite: cache_write,
    totalTokens: input + output,
    totalCost: dollarsOf(nanos),
    missingCostEntries: unpriced,
    estimated,
  };
}

function amountsOf(limits: UsageLimits, period: "day" | "month"): readonly [number | null, number | null] {
  return period === "day"
    ? [limits.tokensPerDay ?? null, limits.dollarsPerDay ?? null]
    : [limits.tokensPerMonth ?? null, limits.dollarsPerMonth ?? null];
}

function dollarsOf(nanos: number): number {
  return nanos / 1e9;
}
