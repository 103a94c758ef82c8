import { z } from "zod";
import { method } from "./method.ts";
import { usageLimits } from "./usage.ts";

const agentId = () =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z0-9][a-z0-9_-]*$/i, "letters, digits, - and _");
const agentName = () => z.string().trim().min(1).max(64);
const emoji = () => z.string().max(32);
/** A picture that lies with us: a data address, at most 64 KB. Nothing is fetched from elsewhere to show it. */
const avatar = () =>
  z
    .string()
    .max(64 * 1024)
    .regex(/^(data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]*)?$/, "a PNG, JPEG or WebP as a data address");
const model = () => z.string().min(3).max(300);

/** Which tools an agent is offered, and may run. */
const toolPolicy = () =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("all") }),
    z.strictObject({ type: z.literal("allow"), tools: z.array(z.string().min(1).max(64)).max(200) }),
    z.strictObject({ type: z.literal("deny"), tools: z.array(z.string().min(1).max(64)).max(200) }),
  ]);

const idleMinutes = () => z.int().min(1).max(525_600);

/** When conversations begin anew by themselves. Source: `session.reset` of the family's configuration. */
const conversationReset = () =>
  z.discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("manual") }),
    z.strictObject({ mode: z.literal("idle"), idleMinutes: idleMinutes() }),
    /** At this hour of the machine's clock, and where nothing was said for so long. */
    z.strictObject({ mode: z.literal("daily"), atHour: z.int().min(0).max(23), idleMinutes: idleMinutes().optional() }),
  ]);

/** An agent in full, for who may change it. */
export const agentConfig = () =>
  z.object({
    id: z.string(),
    name: z.string(),
    emoji: z.string().nullable(),
    avatar: z.string().nullable(),
    /** `PROVIDER/MODEL`; null: the one that agents have by themselves. */
    model: z.string().nullable(),
    instructions: z.string(),
    tools: toolPolicy(),
    /** Models that are asked when the one before does not answer, in this order. */
    fallbacks: z.array(z.string()),
    /** Tools that a person is asked about each time. */
    asks: z.array(z.string()),
    /** Whether it may run programs, each after a question. */
    exec: z.boolean(),
    /** What all who talk to it may use up together. */
    budget: usageLimits(),
    reset: conversationReset(),
    /** Null: the server's own. */
    owner: z.string().nullable(),
    /** Whether everyone here may talk to it. */
    shared: z.boolean(),
    updatedAt: z.int(),
  });
export type AgentConfig = z.infer<ReturnType<typeof agentConfig>>;

const ours = () => ({
  instructions: z.string().max(20_000).optional(),
  tools: toolPolicy().optional(),
  shared: z.boolean().optional(),
  fallbacks: z.array(model()).max(8).optional(),
  asks: z.array(z.string().min(1).max(64)).max(200).optional(),
  /** Takes an admin. */
  exec: z.boolean().optional(),
  budget: usageLimits().optional(),
  reset: conversationReset().optional(),
});

export const agentsMethods = {
  "agents.list": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Agents that I may talk to.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        defaultId: z.string(),
        mainKey: z.string(),
        scope: z.literal("per-sender"),
        agents: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            identity: z.object({ name: z.string(), emoji: z.string().optional(), avatar: z.string().optional() }),
            model: z.object({ primary: z.string() }).optional(),
          }),
        ),
      }),
    errors: [],
  }),
  "agents.get": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "An agent in full: one of mine, or for an admin anyone's.",
    params: () => z.strictObject({ agentId: agentId() }),
    result: () => z.object({ agent: agentConfig() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE"],
  }),
  "agents.create": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Makes an agent of mine. Sharing it with everyone here, and letting it run programs, takes an admin.",
    params: () =>
      z.strictObject({
        name: agentName(),
        model: model().optional(),
        emoji: emoji().optional(),
        avatar: avatar().optional(),
        workspace: z.string().max(4096).optional(),
        ...ours(),
      }),
    result: () =>
      z.object({
        ok: z.literal(true),
        agentId: z.string(),
        name: z.string(),
        /** Agents here have no folder of their own. */
        workspace: z.string(),
        model: z.string().optional(),
      }),
    errors: ["CONFLICT", "MISSING_SCOPE", "NOT_FOUND", "NOT_OFFERED"],
    subject: () => "a new agent",
  }),
  "agents.update": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Changes an agent: its owner, or an admin for those that all may talk to. An empty emoji or avatar takes it away.",
    params: () =>
      z.strictObject({
        agentId: agentId(),
        name: agentName().optional(),
        model: model().nullable().optional(),
        emoji: emoji().optional(),
        avatar: avatar().optional(),
        workspace: z.string().max(4096).optional(),
        ...ours(),
      }),
    result: () => z.object({ ok: z.literal(true), agentId: z.string() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE", "NOT_OFFERED", "CONFLICT"],
    subject: ({ agentId: id }) => id,
  }),
  "agents.delete": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Takes an agent away. Conversations with it stay, and can be read.",
    params: () => z.strictObject({ agentId: agentId(), deleteFiles: z.boolean().optional() }),
    result: () => z.object({ ok: z.literal(true), agentId: z.string(), removedBindings: z.int() }),
    errors: ["NOT_FOUND", "CONFLICT", "MISSING_SCOPE"],
    subject: ({ agentId: id }) => id,
  }),
  "agent.identity.get": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "What an agent is called and looks like.",
    params: () => z.strictObject({ agentId: agentId().optional(), sessionKey: z.string().max(256).optional() }),
    result: () =>
      z.object({
        agentId: z.string(),
        name: z.string().optional(),
        avatar: z.string().optional(),
        emoji: z.string().optional(),
      }),
    errors: ["NOT_FOUND"],
  }),
};
