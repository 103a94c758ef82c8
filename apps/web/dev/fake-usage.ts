import type { MethodName, ParamsOf, ResultOf } from "@parley/protocol";
import { long } from "./community.ts";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };

const dayMs = 24 * 60 * 60_000;

/** What was used of models, as the stage plays it. */
export function usageAnswers(scenario: Scenario, now: number): Answers {
  const none = scenario.usage === "none";
  const sums = (part: number, unpriced = 0) => ({
    input: Math.round(182_040 * part),
    output: Math.round(13_660 * part),
    cacheRead: 0,
    cacheWrite: 0,
    totalTokens: Math.round(195_700 * part),
    totalCost: 0.751 * part,
    missingCostEntries: unpriced,
    calls: Math.max(1, Math.round(40 * part)),
    estimated: unpriced > 1 ? 1 : 0,
  });
  const nothing = { ...sums(0), calls: 0 };
  const unpriced = scenario.usage === "unpriced" ? 12 : 0;
  const model = (id: string, part: number) => ({ model: id, ...sums(part) });
  const limited = scenario.usage === "limits";
  const limits = limited ? { dollarsPerDay: 2, dollarsPerMonth: 20, tokensPerDay: 500_000 } : {};
  const day = Math.floor(now / dayMs) * dayMs;
  return {
    "usage.cost": ({ days = 30, everyone = false }) => {
      const daily = Array.from({ length: days }, (_, at) => days - 1 - at)
        .filter((ago) => ago % 7 < 5)
        .map((ago) => ({
          date: new Date(now - ago * dayMs).toISOString().slice(0, 10),
          ...sums(0.2 + ((ago * 37) % 11) / 10, ago === 3 ? unpriced : 0),
        }));
      return {
        updatedAt: now,
        days,
        daily: none ? [] : daily,
        totals: none ? nothing : sums(daily.length * 0.7, unpriced),
        byAgent: none
          ? []
          : [
              { agentId: "scout", ...sums(9) },
              { agentId: "main", ...sums(5, unpriced) },
            ],
        byModel: none
          ? []
          : [
              model("anthropic/claude-sonnet-4-5", 8),
              model("anthropic/claude-haiku-4-5", 4),
              ...(unpriced > 0 ? [{ ...model("ollama/qwen3:8b", 2), totalCost: 0, missingCostEntries: unpriced }] : []),
            ],
        byPerson:
          everyone && !none
            ? [
                { userId: scenario.names === "long" ? `@${long}:localhost` : "@mira:localhost", ...sums(10) },
                { userId: "@rosa:localhost", ...sums(4, unpriced) },
              ]
            : [],
      };
    },
    "usage.limits": ({ userId = "@rosa:localhost" }) => ({
      userId,
      limits,
      own: limited,
      standard: limited ? { dollarsPerMonth: 5 } : {},
      periods: [
        {
          period: "day",
          tokens: { used: none ? 0 : 195_700, limit: limits.tokensPerDay ?? null },
          dollars: { used: none ? 0 : limited ? 2 : 0.75, limit: limits.dollarsPerDay ?? null },
          resetsAt: day + dayMs,
        },
        {
          period: "month",
          tokens: { used: none ? 0 : 2_739_800, limit: null },
          dollars: { used: none ? 0 : 17.04, limit: limits.dollarsPerMonth ?? null },
          resetsAt: day + 9 * dayMs,
        },
      ],
    }),
    "usage.setLimits": () => ({ ok: true }),
  };
}
