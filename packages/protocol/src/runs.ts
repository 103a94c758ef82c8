import { z } from "zod";
import { historyMessage } from "./conversations.ts";
import { limits } from "./limits.ts";
import { method } from "./method.ts";

const key = () => z.string().min(1).max(limits.conversationKeyLength);
const runId = () => z.string().min(1).max(128);
/** Longest wait for the end of a run. */
const waitMs = 10 * 60_000;

const usage = () => z.object({ inputTokens: z.int().optional(), outputTokens: z.int().optional() });

/** What a run has cost so far. */
const cost = () =>
  z.object({
    /** Of those of its calls whose price is known. */
    dollars: z.number(),
    /** Calls of models whose price is unknown. */
    unpriced: z.int(),
  });

/** What those who look at a conversation are told while an agent answers. Names: gateway protocol, v3 and v4. */
export const chatEvent = () =>
  z.object({
    runId: z.string(),
    sessionKey: z.string(),
    /** Counts the events of one run, from 1. */
    seq: z.int(),
    state: z.enum(["delta", "final", "aborted", "error"]),
    /** The whole text so far (v3), or in the end the message as it is kept. */
    message: historyMessage().partial({ id: true, parentId: true }).optional(),
    /** What came since the last one (v4). */
    deltaText: z.string().optional(),
    errorMessage: z.string().optional(),
    errorKind: z.enum(["refusal", "timeout", "rate_limit", "context_length", "unknown"]).optional(),
    usage: usage().optional(),
    stopReason: z.string().optional(),
  });

/** What a run does, step by step. Streams: `lifecycle`, `assistant`, `tool`. */
export const agentEvent = () =>
  z.object({
    runId: z.string(),
    sessionKey: z.string(),
    seq: z.int(),
    stream: z.enum(["lifecycle", "assistant", "tool"]),
    ts: z.int(),
    data: z.record(z.string(), z.unknown()),
  });

/** One run, as its page lists it. */
const run = () =>
  z.object({
    runId: z.string(),
    sessionKey: z.string(),
    agentId: z.string(),
    model: z.string().nullable(),
    /** `parked`: it waits for a person's answer. `interrupted`: the server ended in the middle of it. */
    state: z.enum(["running", "parked", "done", "cancelled", "limit", "failed", "interrupted"]),
    /** In words, where it did not end well. */
    fault: z.string().nullable(),
    startedAt: z.int(),
    endedAt: z.int().nullable(),
    usage: usage(),
    /** Null: no model was asked. */
    cost: cost().nullable(),
  });
export type Run = z.infer<ReturnType<typeof run>>;

export const runsMethods = {
  "chat.send": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Says something to an agent, and begins a run that answers. The idempotency key is the run's id: with the same one nothing is said twice. `/stop` ends what runs.",
    params: () =>
      z.strictObject({
        sessionKey: key(),
        message: z.string().trim().min(1).max(limits.messageLength),
        thinking: z.string().max(32).optional(),
        deliver: z.boolean().optional(),
        timeoutMs: z.int().min(0).max(86_400_000).optional(),
      }),
    result: () =>
      z.union([
        z.object({ runId: z.string(), status: z.enum(["started", "in_flight", "ok"]) }),
        z.object({ ok: z.literal(true), aborted: z.boolean(), runIds: z.array(z.string()) }),
      ]),
    errors: ["NOT_FOUND", "CONFLICT", "NOT_OFFERED"],
  }),
  "runs.retry": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Begins another run for the last question of a conversation, which is not said again. What was answered to it is put aside: no model is shown it. The idempotency key is the run's id.",
    params: () => z.strictObject({ sessionKey: key(), messageId: z.string().min(1).max(64) }),
    result: () => z.object({ runId: z.string(), status: z.enum(["started", "in_flight", "ok"]) }),
    errors: ["NOT_FOUND", "CONFLICT", "NOT_OFFERED"],
  }),
  "chat.abort": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Ends what runs in a conversation of mine, or one run of it. What was said so far stays.",
    params: () => z.strictObject({ sessionKey: key(), runId: runId().optional() }),
    result: () => z.object({ ok: z.literal(true), aborted: z.boolean(), runIds: z.array(z.string()) }),
    errors: [],
  }),
  "agent.wait": method({
    scope: "operator.write",
    kind: "read",
    since: "0.1.0",
    about: "Waits for the end of a run of mine.",
    deadlineMs: waitMs + 5_000,
    params: () => z.strictObject({ runId: runId(), timeoutMs: z.int().min(0).max(waitMs).optional() }),
    result: () =>
      z.object({
        runId: z.string(),
        status: z.enum(["ok", "error", "timeout"]),
        startedAt: z.int().optional(),
        endedAt: z.int().optional(),
        error: z.string().optional(),
      }),
    errors: ["NOT_FOUND"],
  }),
  "runs.list": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Runs of my conversations, the newest first.",
    params: () => z.strictObject({ sessionKey: key().optional(), limit: z.int().min(1).max(200).optional() }),
    result: () => z.object({ runs: z.array(run()) }),
    errors: [],
  }),
  "runs.get": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "One run of mine with every step that it took.",
    params: () => z.strictObject({ runId: runId() }),
    result: () =>
      z.object({
        run: run(),
        /** More steps were taken than one answer holds. */
        truncated: z.boolean(),
        steps: z.array(
          z.object({ seq: z.int(), at: z.int(), type: z.string(), event: z.record(z.string(), z.unknown()) }),
        ),
      }),
    errors: ["NOT_FOUND"],
  }),
};
