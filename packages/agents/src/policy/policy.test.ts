import { describe, expect, it } from "vitest";
import type { ToolDefinition } from "../contract/tools.ts";
import { createDice } from "../testing/random.ts";
import { type Account, type Budget, costOf, emptyAccount, reserve, settle } from "./budget.ts";
import { taintOf, targetOf } from "./taint.ts";
import { allows, judge, type ToolPolicy } from "./tool-policy.ts";

const tool = (name: string, effects: ToolDefinition["effects"]): ToolDefinition => ({
  name,
  description: "",
  input: { type: "object" },
  effects,
});
const fetchPage = tool("web_fetch", { changes: "outside", brings: "web", target: "url" });
const read = tool("session_read", { changes: "nothing", brings: "own" });

describe("which tools an agent has", () => {
  it.each<[ToolPolicy, string, boolean]>([
    [{ type: "all" }, "exec", true],
    [{ type: "allow", tools: [] }, "exec", false],
    [{ type: "allow", tools: ["exec"] }, "exec", true],
    [{ type: "allow", tools: ["exec"] }, "exec2", false],
    [{ type: "allow", tools: ["mcp_git_*"] }, "mcp_git_log", true],
    [{ type: "allow", tools: ["*"] }, "exec", false],
    [{ type: "allow", tools: [""] }, "exec", false],
    [{ type: "deny", tools: [] }, "exec", true],
    [{ type: "deny", tools: ["exec"] }, "exec", false],
    [{ type: "deny", tools: ["mcp_*"] }, "mcp_git_log", false],
  ])("%o: %s is %s", (policy, name, expected) => {
    expect(allows(policy, name)).toBe(expected);
  });
});

describe("what a run has read", () => {
  it("taints it, unless it is the person's own", () => {
    const result = (origin: "own" | "web") =>
      ({ role: "tool", results: [{ callId: "c", name: "t", parts: [], outcome: "ok", origin }] }) as const;
    expect(taintOf([{ role: "user", parts: [] }, result("own")])).toEqual([]);
    expect(taintOf([{ role: "user", parts: [], origin: "stranger" }, result("web"), result("web")])).toEqual([
      "stranger",
      "web",
    ]);
  });

  it("has it ask before it sends to a new target, and only then", () => {
    const target = targetOf(fetchPage, { url: "https://example.org/a" });
    const question = { policy: { type: "all" }, tool: fetchPage, target, taint: ["web"], knownTargets: [] } as const;
    expect(judge(question).type).toBe("ask");
    expect(judge({ ...question, taint: [] }).type).toBe("go");
    expect(judge({ ...question, knownTargets: [target] }).type).toBe("go");
    expect(
      judge({ ...question, knownTargets: [targetOf(fetchPage, { url: "https://example.org/a?secret" })] }).type,
    ).toBe("ask");
    expect(judge({ ...question, tool: read, target: "session_read" }).type).toBe("go");
    expect(judge({ ...question, taint: [], policy: { type: "deny", tools: ["web_fetch"] } }).type).toBe("no");
  });

  it("knows a target however it is written", () => {
    expect(targetOf(fetchPage, { url: " HTTPS://Example.org:443/a" })).toBe("web_fetch → https://example.org/a");
    expect(targetOf(fetchPage, { url: { not: "text" } })).toBe('web_fetch → {"not":"text"}');
    expect(targetOf(fetchPage, null)).toBe("web_fetch");
    expect(targetOf(read, { url: "x" })).toBe("session_read");
  });
});

describe("money", () => {
  const price = { input: 3, output: 15, cacheRead: 0.3 };

  it("is counted in billionths of a dollar", () => {
    expect(costOf({ inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 400 }, price)).toEqual({
      tokens: 1_100,
      nanos: 600 * 3_000 + 400 * 300 + 100 * 15_000,
    });
    expect(costOf({ inputTokens: 1, outputTokens: 0 }, { input: 0.0375, output: 0 }).nanos).toBe(38);
    expect(costOf({ inputTokens: 5 }, undefined)).toEqual({ tokens: 5 });
  });

  it("is not given where the price is unknown, unless tokens are enough", () => {
    const limited: Budget = { maxNanos: 1_000_000, unknownPrice: "deny" };
    expect(reserve(emptyAccount, limited, { inputTokens: 1 }, undefined)).toEqual({
      type: "no",
      reason: "unknown-price",
    });
    expect(reserve(emptyAccount, { ...limited, unknownPrice: "tokens" }, { inputTokens: 1 }, undefined).type).toBe(
      "ok",
    );
    const both: Budget = { maxNanos: 1, maxTokens: 10, unknownPrice: "tokens" };
    expect(reserve(emptyAccount, both, { inputTokens: 11 }, undefined)).toEqual({ type: "no", reason: "tokens" });
    expect(reserve(emptyAccount, { unknownPrice: "deny" }, { inputTokens: 1 }, undefined).type).toBe("ok");
  });

  it("counts as spent where nobody counted", () => {
    const put = reserve(emptyAccount, { unknownPrice: "deny" }, { inputTokens: 10, outputTokens: 5 }, price);
    if (put.type !== "ok") throw new Error("refused");
    const after = settle(put.account, put.cost, undefined, price);
    expect(after).toEqual({ spent: put.cost, reserved: { tokens: 0, nanos: 0 } });
  });

  it("is never promised twice, whatever comes in between", () => {
    const next = createDice(5);
    const budget: Budget = { maxNanos: 50_000_000, maxTokens: 9_000, unknownPrice: "tokens" };
    let account: Account = emptyAccount;
    const open: Extract<ReturnType<typeof reserve>, { type: "ok" }>["cost"][] = [];
    for (let step = 0; step < 3_000; step++) {
      if (next(2) === 0) {
        const put = reserve(
          account,
          budget,
          { inputTokens: next(900), outputTokens: next(300) },
          next(4) ? price : undefined,
        );
        if (put.type === "no") continue;
        account = put.account;
        open.push(put.cost);
        expect(account.spent.tokens + account.reserved.tokens).toBeLessThanOrEqual(9_000);
        expect(account.spent.nanos + account.reserved.nanos).toBeLessThanOrEqual(50_000_000);
      } else {
        const put = open.splice(next(open.length), 1)[0];
        if (put === undefined) continue;
        const most = put.tokens;
        const before = account;
        account = settle(account, put, { inputTokens: next(most + 1) }, put.nanos === undefined ? undefined : price);
        expect(account.spent.tokens).toBeGreaterThanOrEqual(before.spent.tokens);
      }
      const promised = open.reduce((sum, cost) => sum + cost.tokens, 0);
      expect(account.reserved.tokens).toBe(promised);
    }
  });
});
