import { AppError } from "@parley/kernel";
import { limits } from "@parley/protocol";
import { z } from "zod";
import type { HookMapping } from "../../config/hook-mappings.ts";
import { fill } from "./template.ts";

/** What an event asks for. */
export type Hook =
  | { readonly action: "wake"; readonly text: string; readonly mode: "now" | "next-heartbeat" }
  | {
      readonly action: "agent";
      readonly message: string;
      readonly name: string | null;
      readonly agentId: string;
      /** Null: a conversation of its own. */
      readonly sessionKey: string | null;
      readonly timeoutMs: number | null;
      /** Null: the conversation's or the agent's. */
      readonly model: string | null;
      /** How the main conversation is told of its end; null: not at all. */
      readonly wakeMode: WakeMode | null;
    };
type WakeMode = "now" | "next-heartbeat";

const defaultAgent = "main";
/** No colon: what stands behind it would be taken for the name of a conversation. */
const agentName = () =>
  z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9_-]*$/i, "no agent is called so");
const words = () => z.string().trim().min(1).max(limits.hookTextLength);

const wakeBody = () => z.strictObject({ text: words(), mode: z.enum(["now", "next-heartbeat"]).default("now") });
/** Source: the family's webhooks. What would send the answer elsewhere is refused where it names where. */
const agentBody = () =>
  z.strictObject({
    message: words(),
    name: z.string().max(64).optional(),
    agentId: agentName().optional(),
    sessionKey: z.string().min(1).max(limits.conversationKeyLength).optional(),
    model: z
      .string()
      .max(256)
      .regex(/^[a-z0-9-]+\/.+$/u, "must be PROVIDER/MODEL")
      .optional(),
    timeoutSeconds: z.int().min(1).max(3600).optional(),
    wakeMode: z.enum(["now", "next-heartbeat"]).optional(),
    deliver: z.boolean().optional(),
    channel: z.literal("last", { error: "no other network is connected" }).optional(),
    thinking: z.string().max(32).optional(),
  });
let schemas: { readonly wake: ReturnType<typeof wakeBody>; readonly agent: ReturnType<typeof agentBody> } | undefined;
const made = () => (schemas ??= { wake: wakeBody(), agent: agentBody() });

/** The body of `/hooks/wake`. Throws BAD_PARAMS. */
export function readWake(body: unknown): Hook {
  return { action: "wake", ...parsed(made().wake, body) };
}

/** The body of `/hooks/agent`. Throws BAD_PARAMS. */
export function readAgent(body: unknown): Hook {
  const { message, name, agentId, sessionKey, timeoutSeconds, model, wakeMode } = parsed(made().agent, body);
  return {
    action: "agent",
    message,
    name: name ?? null,
    agentId: agentId ?? defaultAgent,
    sessionKey: sessionKey ?? null,
    timeoutMs: timeoutSeconds === undefined ? null : timeoutSeconds * 1000,
    model: model ?? null,
    wakeMode: wakeMode ?? null,
  };
}

/** An event by its mapping; null: it says nothing. */
export function readMapped(mapping: HookMapping, body: unknown): Hook | null {
  const { action, template, agentId, name, sessionKey, timeoutMs, model, wakeMode } = mapping;
  const text = fill(template, body).trim().slice(0, limits.hookTextLength);
  if (text === "") return null;
  if (action === "wake") return { action, text, mode: wakeMode ?? "now" };
  return { action, message: text, name, agentId: agentId ?? defaultAgent, sessionKey, timeoutMs, model, wakeMode };
}

function parsed<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AppError("BAD_PARAMS", `at /${issue?.path.map(String).join("/")}: ${issue?.message}`);
}
