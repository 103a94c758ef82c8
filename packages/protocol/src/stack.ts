import { z } from "zod";
import { limits } from "./limits.ts";
import { mcpServerState } from "./mcp.ts";
import { method } from "./method.ts";

export const partNames = ["server", "homeserver", "sfu"] as const;
export type PartName = (typeof partNames)[number];
/** The same for people, at the start of a sentence: in the log and on the command line. */
export const partWords: Readonly<Record<PartName, string>> = {
  server: "Server",
  homeserver: "Homeserver",
  sfu: "Call server",
};

export const partState = () =>
  z.object({
    name: z.enum(partNames),
    /** `unconfigured`: waits for the set-up page; `installing`: being downloaded or built; `missing`: cannot be had here. */
    state: z.enum(["unconfigured", "installing", "starting", "ready", "restarting", "down", "missing", "stopped"]),
    /** Milliseconds since the epoch. */
    since: z.int(),
    version: z.string().nullable(),
    /** `child` runs under our supervision, `attached` elsewhere, `self` is this process. */
    run: z.enum(["self", "child", "attached"]),
    restarts: z.int(),
    /** What happened last, one sentence without secrets. */
    lastError: z.string().nullable(),
    /** What a person can do about it, when there is something. */
    advice: z.string().nullable(),
    /** What `lastError` comes from, where a page has words of its own for it. */
    cause: z.enum(["disk-full"]).nullable(),
  });
export type PartState = z.infer<ReturnType<typeof partState>>;

const recentConversation = () => z.object({ key: z.string(), updatedAt: z.int(), age: z.int() });
const conversationsSummary = () =>
  z.object({
    /** Where they are kept, for people. */
    path: z.string(),
    count: z.int(),
    /** The last five. */
    recent: z.array(recentConversation()),
  });
export type ConversationsSummary = z.infer<ReturnType<typeof conversationsSummary>>;

export const stackMethods = {
  "health": method({
    scope: "operator.read",
    kind: "read",
    free: true,
    since: "0.1.0",
    about:
      "Whether the parts that chat needs answer, and how much there is of my account. Counted at most once in ten seconds; asking tells nobody else.",
    params: () => z.strictObject({ probe: z.boolean().optional() }),
    result: () =>
      z.object({
        ok: z.boolean(),
        ts: z.int(),
        durationMs: z.int(),
        /** Connectors to other networks: there are none. */
        channels: z.record(z.string(), z.unknown()),
        channelOrder: z.array(z.string()),
        channelLabels: z.record(z.string(), z.string()),
        /** How often agents are woken by themselves; 0: never. */
        heartbeatSeconds: z.int(),
        defaultAgentId: z.string(),
        sessions: conversationsSummary(),
      }),
    errors: [],
  }),
  "status": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Version, uptime and the state of each part in a word; what waits, and my conversations.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        version: z.string(),
        uptimeMs: z.int(),
        parts: z.array(z.object({ name: z.enum(partNames), state: z.string() })),
        heartbeat: z.object({ defaultAgentId: z.string(), agents: z.array(z.unknown()) }),
        channelSummary: z.array(z.string()),
        queuedSystemEvents: z.array(z.string()),
        sessions: z.object({
          paths: z.array(z.string()),
          count: z.int(),
          defaults: z.object({ model: z.string().nullable(), contextTokens: z.int().nullable() }),
          recent: z.array(recentConversation()),
          byAgent: z.array(z.unknown()),
        }),
      }),
    errors: [],
  }),
  "last-heartbeat": method({
    scope: "operator.read",
    kind: "read",
    free: true,
    since: "0.1.0",
    about: "When an agent was last woken by itself, and what came of it; null: none ever was.",
    params: () => z.strictObject({}),
    result: () => z.null(),
    errors: [],
  }),
  "logs.tail": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about:
      "The server's own log from a byte on, secrets removed: ask again with the cursor that was answered. For owner and admins; other accounts stand in it.",
    params: () =>
      z.strictObject({
        cursor: z.int().min(0).optional(),
        limit: z.int().min(1).max(limits.logLinesMost).optional(),
        maxBytes: z.int().min(1).max(limits.logBytesMost).optional(),
      }),
    result: () =>
      z.object({
        file: z.string(),
        /** Where the next answer goes on. */
        cursor: z.int(),
        size: z.int(),
        lines: z.array(z.string()),
        /** Lines before these were left out. */
        truncated: z.literal(true).optional(),
        /** The cursor stood behind the end: another file was begun. */
        reset: z.literal(true).optional(),
      }),
    errors: ["MISSING_SCOPE"],
  }),
  "stack.status": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Each part with its state, since when, version and last error; for the Status page.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        parts: z.array(partState()),
        mcpServers: z.array(mcpServerState()),
        publicUrl: z.string(),
        serverName: z.string().nullable(),
        dataFolder: z.string(),
        memoryBytes: z.int(),
        version: z.string(),
      }),
    errors: [],
  }),
  "stack.logs": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "The last lines of a part's log, oldest first, secrets removed.",
    params: () =>
      z.strictObject({ part: z.enum(partNames), lines: z.int().min(1).max(limits.logTailLines).optional() }),
    result: () => z.object({ lines: z.array(z.string()) }),
    errors: [],
  }),
  "stack.restart": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Restarts a supervised part.",
    params: () => z.strictObject({ part: z.enum(["homeserver", "sfu"]) }),
    result: () => z.object({ part: partState() }),
    errors: ["NOT_OFFERED"],
    subject: ({ part }) => part,
  }),
};
