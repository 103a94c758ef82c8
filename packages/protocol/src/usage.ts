import { z } from "zod";
import { method } from "./method.ts";

const userId = () => z.string().min(1).max(255);
const agentId = () => z.string().min(1).max(64);

/** What some calls of models used. Names: gateway protocol v3, `usage.cost`. */
const sums = () => ({
  input: z.int(),
  output: z.int(),
  cacheRead: z.int(),
  cacheWrite: z.int(),
  totalTokens: z.int(),
  /** Dollars, of those calls whose price is known. */
  totalCost: z.number(),
  /** Calls whose price is unknown: their tokens are counted, their money is not. */
  missingCostEntries: z.int(),
  calls: z.int(),
  /** Calls that broke off before the provider had counted. */
  estimated: z.int(),
});
const day = () => z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const tokens = () => z.int().min(1).max(1_000_000_000_000);
const dollars = () => z.number().min(0.000001).max(1_000_000);

/** What may be used up. What is absent has no limit. Days and months are those of UTC. */
export const usageLimits = () =>
  z.strictObject({
    tokensPerDay: tokens().optional(),
    tokensPerMonth: tokens().optional(),
    dollarsPerDay: dollars().optional(),
    dollarsPerMonth: dollars().optional(),
  });
export type UsageLimits = z.infer<ReturnType<typeof usageLimits>>;

const filled = (limit: z.ZodType<number | null>) => z.object({ used: z.number(), limit });

export const usageMethods = {
  "usage.status": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "How far my limits are used up, in the family's shape: each limit is a window.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        updatedAt: z.int(),
        providers: z.array(
          z.object({
            provider: z.string(),
            displayName: z.string(),
            windows: z.array(z.object({ label: z.string(), usedPercent: z.number(), resetAt: z.int().optional() })),
            plan: z.string().optional(),
            error: z.string().optional(),
          }),
        ),
      }),
    errors: [],
  }),
  "usage.cost": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about:
      "What models have used and cost, by day (UTC), agent and model: mine, or for an admin anyone's or everyone's.",
    params: () =>
      z.strictObject({
        days: z.int().min(1).max(366).optional(),
        agentId: agentId().optional(),
        userId: userId().optional(),
        /** All accounts together. */
        everyone: z.boolean().optional(),
      }),
    result: () =>
      z.object({
        updatedAt: z.int(),
        days: z.int(),
        /** Days on which something was used, the oldest first. */
        daily: z.array(z.object({ date: day(), ...sums() })),
        totals: z.object(sums()),
        byAgent: z.array(z.object({ agentId: z.string(), ...sums() })),
        byModel: z.array(z.object({ model: z.string(), ...sums() })),
        /** Only of everyone. */
        byPerson: z.array(z.object({ userId: z.string(), ...sums() })),
      }),
    errors: ["MISSING_SCOPE"],
  }),
  "usage.limits": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "What an account may use up, and how far it has: mine, or for an admin anyone's.",
    params: () => z.strictObject({ userId: userId().optional() }),
    result: () =>
      z.object({
        userId: z.string(),
        limits: usageLimits(),
        /** Whether these are this account's own; else they are those of everybody who has none. */
        own: z.boolean(),
        /** Those of everybody who has none of their own. */
        standard: usageLimits(),
        /** What is on its way counts as used. */
        periods: z.array(
          z.object({
            period: z.enum(["day", "month"]),
            tokens: filled(z.int().nullable()),
            dollars: filled(z.number().nullable()),
            resetsAt: z.int(),
          }),
        ),
      }),
    errors: ["MISSING_SCOPE"],
  }),
  "usage.setLimits": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Says what an account may use up; without one, everybody who has no limits of their own. Null takes an account's own away.",
    params: () => z.strictObject({ userId: userId().optional(), limits: usageLimits().nullable() }),
    result: () => z.object({ ok: z.literal(true) }),
    errors: [],
    subject: ({ userId: named }) => named ?? "everybody",
  }),
};
