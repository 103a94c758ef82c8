import { z } from "zod";
import { limits } from "./limits.ts";
import { method } from "./method.ts";

const name = () => z.string().max(256).optional();
/** Longest run that somebody waits for, in seconds. */
const mostSeconds = 3600;

/** What foreign clients send along, and means nothing here: there are no channels to deliver to. */
const elsewhere = () => ({
  to: name(),
  replyTo: name(),
  channel: name(),
  replyChannel: name(),
  accountId: name(),
  replyAccountId: name(),
  threadId: name(),
  groupId: name(),
  groupChannel: name(),
  groupSpace: name(),
  lane: name(),
  label: z.string().max(64).optional(),
  spawnedBy: name(),
  thinking: z.string().max(32).optional(),
  deliver: z.boolean().optional(),
  bestEffortDeliver: z.boolean().optional(),
  promptMode: z.enum(["full", "minimal", "none"]).optional(),
});

export const agentMethods = {
  "agent": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Says something to an agent and waits for its answer. Over the socket two answers come: that it was accepted, and what came of it. The idempotency key is the run's id.",
    deadlineMs: mostSeconds * 1000 + 5_000,
    params: () =>
      z.strictObject({
        message: z.string().trim().min(1).max(limits.messageLength),
        agentId: z.string().min(1).max(64).optional(),
        sessionKey: z.string().min(1).max(limits.conversationKeyLength).optional(),
        /** Seconds; 600 by itself. What takes longer goes on, and is waited for no more. */
        timeout: z.int().min(0).max(mostSeconds).optional(),
        ...elsewhere(),
      }),
    result: () =>
      z.object({
        runId: z.string(),
        /** `timeout`: it goes on. */
        status: z.enum(["ok", "timeout"]),
        summary: z.string(),
        result: z
          .object({
            payloads: z.array(z.object({ text: z.string() })),
            meta: z.object({ durationMs: z.int(), sessionKey: z.string(), model: z.string().optional() }),
          })
          .optional(),
      }),
    errors: ["NOT_FOUND", "CONFLICT", "NOT_OFFERED"],
  }),
  // Source: gateway protocol v3; `agentId` and `sessionKey` as in v4.
  "wake": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Tells the agent what happened, in its main conversation: at once, with what waited, or with the next waking. What is told so counts as words of a stranger. Of a text without words nothing comes (`ok: false`).",
    params: () =>
      z.strictObject({
        mode: z.enum(["now", "next-heartbeat"]),
        text: z.string().min(1).max(limits.hookTextLength),
        /** Whose main conversation it is told in, instead; at once only. */
        agentId: z.string().min(1).max(64).optional(),
        /** Another conversation; at once only. */
        sessionKey: z.string().min(1).max(limits.conversationKeyLength).optional(),
      }),
    result: () =>
      z.object({
        ok: z.boolean(),
        /** What became of it: while the conversation is busy, what was told at once waits too. */
        mode: z.enum(["now", "next-heartbeat"]).optional(),
      }),
    errors: ["NOT_FOUND", "CONFLICT", "NOT_OFFERED"],
  }),
};
